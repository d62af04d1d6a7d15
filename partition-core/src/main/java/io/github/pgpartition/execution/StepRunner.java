package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.SwapDefault;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs single steps on one connection. No statement waits for a lock longer than the policy allows; what waited in vain is tried again,
 * a bounded number of times, then deferred with the names of those in the way.
 */
final class StepRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    private final Connection connection;
    private final LockPolicy locks;
    private final TablePlan plan;
    private final PassLease lease;
    private final StagedStep staged;
    private final DetachByName byName;
    private final Contention contention;
    private final StepRecords records;

    /** @param before what there is before the first step */
    StepRunner(Connection connection, LockPolicy locks, TablePlan plan, PartitionedTable before, PassLease lease) {
        this.connection = connection;
        this.locks = locks;
        this.plan = plan;
        this.lease = lease;
        staged = new StagedStep(connection, locks);
        byName = new DetachByName(connection, locks, before);
        contention = new Contention(locks);
        records = new StepRecords(connection, plan);
    }

    TablePlan plan() {
        return plan;
    }

    StepRecords records() {
        return records;
    }

    DetachByName byName() {
        return byName;
    }

    /** Why a step is not even to be tried now; empty where it is. */
    Optional<String> whyToWait(Step step) {
        return contention.whyToWait(step);
    }

    StepResult run(Step step) {
        StepRecord record = records.of(step);
        if (step.refusal() != null) {
            return notDone(step, record, Outcome.FAILED, step.refusal(), 0);
        }
        boolean done = false;
        try {
            LockPolicy policy = contention.policyFor(step);
            staged.prepare(step, policy, lease, () -> lockSource(step));
            int attempts = LockRetry.run(policy, attempt -> timed(step, record, attempt));
            done = true;
            return new StepResult(plan.table(), step, Outcome.DONE, "", attempts);
        } catch (LockRetry.Exhausted e) {
            contention.waitedInVain(step);
            tellWhatIsPending(step);
            String why = Blockers.explain(connection, step.operation(), locks, e.attempts());
            return notDone(
                    step,
                    record,
                    Outcome.DEFERRED,
                    why + ". The next pass tries again; to go on now, end that session or raise lockTimeout.",
                    e.attempts());
        } catch (SQLException e) {
            if (SqlStates.isCheckViolation(e) && RowsCameIn.canStop(step)) {
                return RowsCameIn.areHidden(connection, parentOf(step))
                        ? notDone(step, record, Outcome.FAILED, RowsCameIn.explainHidden(step), 1)
                        : notDone(step, record, Outcome.DEFERRED, RowsCameIn.explain(e), 1);
            }
            if (SqlStates.isNotInPrerequisiteState(e) && tellWhatIsPending(step)) {
                return notDone(
                        step,
                        record,
                        Outcome.DEFERRED,
                        whyToWait(step).orElseGet(() -> String.valueOf(e.getMessage())),
                        1);
            }
            BareCreation bare = new BareCreation(step.operation());
            if (bare.lacksProperties() && !SqlStates.isIntegrityViolation(e) && !SqlStates.isLackOfResources(e)) {
                return withoutProperties(step, bare, e);
            }
            PartitioningException refused = PartitioningException.refused(
                    "Cannot " + step.operation().describe(),
                    step.operation().sql(),
                    e,
                    "It is left as it was and tried again at the next pass");
            return notDone(step, record, Outcome.FAILED, String.valueOf(refused.getMessage()), 1);
        } catch (PartitioningException e) {
            return notDone(step, record, Outcome.FAILED, String.valueOf(e.getMessage()), 1);
        } catch (Kept e) {
            return notDone(step, record, Outcome.KEPT, e.why(), 1);
        } finally {
            if (!done) {
                staged.cleanUp(step);
            }
        }
    }

    private QualifiedName parentOf(Step step) {
        Step.Origin origin = step.origin();
        return origin == null ? plan.table() : origin.parent();
    }

    /** Whether there is a pending detach that later ones have to wait for. */
    private boolean tellWhatIsPending(Step step) {
        try {
            if (step.operation() instanceof DetachPartition detach && detach.mode() != DetachMode.PLAIN) {
                Optional<String> which = byName.pending(step);
                which.ifPresent(w -> contention.detachIsPending(step, w));
                return which.isPresent();
            }
        } catch (SQLException e) {
            LOG.debug("Not looked for a pending detach: {}", e.getMessage());
        }
        return false;
    }

    /**
     * Rows that find no partition are worse than a partition that lacks a grant, as long as somebody is told. Rows in the way would be so
     * without it too.
     */
    private StepResult withoutProperties(Step step, BareCreation creation, SQLException e) {
        staged.cleanUp(step);
        Step bare = step.with(creation.operation());
        StepResult made = run(bare);
        String message = "partition " + step.partition().sql() + " was made without what its table has ("
                + creation.properties() + "), because it was refused: " + e.getMessage();
        return made.isDone() ? new StepResult(plan.table(), bare, Outcome.DONE, message, made.attempts()) : made;
    }

    private void timed(Step step, StepRecord record, int attempt) throws SQLException {
        long start = System.nanoTime();
        try {
            once(step, record, attempt);
        } catch (SQLException e) {
            if (SqlStates.isWorthRetrying(e)) {
                record.waited((System.nanoTime() - start) / 1_000_000);
            }
            throw e;
        }
    }

    private void once(Step step, StepRecord record, int attempt) throws SQLException {
        List<Operation> parts = step.operation().steps();
        Operation operation = parts.get(parts.size() - 1);
        if (operation instanceof DetachPartition detach && attempt == 1) {
            new References(connection, locks).check(detach, step.partitionOid());
        }
        if (!(operation instanceof DetachPartition detach) || detach.mayRunInTransaction()) {
            inTransaction(step, operation, record, attempt);
        } else if (new Identity(connection, plan.tableOid(), step).isDetachPending()) {
            inTransaction(step, finalizing(detach), record, attempt);
        } else {
            concurrently(step, detach, record, attempt);
        }
    }

    private static Operation finalizing(DetachPartition detach) {
        return new DetachPartition(detach.parent(), detach.partition(), DetachMode.FINALIZE, detach.foreignKeyLocks());
    }

    private void inTransaction(Step step, Operation operation, StepRecord record, int attempt) throws SQLException {
        if (!step.kind().removes()) {
            TransactionSettings.run(connection, locks, () -> {
                lease.renew();
                if (operation instanceof CreatePartitionFromDefault || operation instanceof SwapDefault) {
                    record.waited(lockSource(step));
                }
                execute(operation);
                record.done(step.operation(), attempt);
            });
            return;
        }
        try {
            remove(step, operation, record, attempt, false);
        } catch (SQLException e) {
            if (!SqlStates.isWrongObjectType(e)) {
                throw e;
            }
            remove(step, operation, record, attempt, true);
        }
    }

    /** @param foreign whether it is a foreign table, which takes other statements; few are, so nobody asks before */
    private void remove(Step step, Operation operation, StepRecord record, int attempt, boolean foreign)
            throws SQLException {
        TransactionSettings.run(connection, locks, () -> {
            lease.renew();
            LockBudget budget = new LockBudget(connection, locks.timeout());
            new LocksAhead(operation).take(budget, step.partition(), foreign);
            record.waited(budget.spentMillis());
            new Identity(connection, plan.tableOid(), step).verify();
            record.done(operation, attempt);
            budget.tighten();
            execute(operation);
        });
    }

    /** What rows are taken out of, or a CHECK is put on, is looked at again under its lock, too. Returns how long that took to get. */
    private long lockSource(Step step) throws SQLException {
        Step.Source source = requireNonNull(step.source(), "source");
        LockBudget budget = new LockBudget(connection, locks.timeout());
        if (step.operation().steps().size() == 1 || step.kind() == StepKind.PROMOTE) {
            budget.execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.parent()).statement());
        }
        budget.execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.name()).statement());
        new Identity(connection, plan.tableOid(), step).verifySource(source);
        budget.tighten();
        return budget.spentMillis();
    }

    private void concurrently(Step step, DetachPartition detach, StepRecord record, int attempt) throws SQLException {
        TransactionSettings.run(connection, locks, () -> {
            lease.renew();
            new Identity(connection, plan.tableOid(), step).verify();
            record.begin(detach, attempt);
        });
        try {
            for (SqlStatement sql : detach.statements()) {
                BoundedStatement.execute(connection, sql.text(), locks.timeout());
            }
        } catch (SQLException e) {
            if (SqlStates.isWorthRetrying(e)) {
                byName.verifyPending(step, detach);
            }
            throw e;
        }
        byName.verifyDone(step, detach);
        ShortTransaction.run(connection, () -> record.done(detach, attempt));
    }

    private void execute(Operation operation) throws SQLException {
        Statements.execute(connection, operation.statements());
    }

    /** For what was not even tried. */
    StepResult notDone(Step step, Outcome outcome, String message) {
        return notDone(step, records.of(step), outcome, message, 0);
    }

    private StepResult notDone(Step step, StepRecord record, Outcome outcome, String message, int attempts) {
        try {
            record.notDone(History.Outcome.valueOf(outcome.name()), attempts, message);
        } catch (SQLException e) {
            LOG.warn("pgpartition.history could not be told of what was not done: {}", e.getMessage());
        }
        return new StepResult(plan.table(), step, outcome, message, attempts);
    }
}
