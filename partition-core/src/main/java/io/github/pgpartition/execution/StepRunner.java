package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** Whether there is hardly a lock to be had for it, so that it is no use to try it together with others first. */
    boolean isContended(Step step) {
        return contention.isContended(step);
    }

    StepResult run(Step step) {
        StepRecord record = records.of(step);
        if (step.refusal() != null) {
            return notDone(step, record, Outcome.FAILED, step.refusal(), 0);
        }
        StepAttempts attempts = new StepAttempts(connection, locks, lease, byName, plan.tableOid(), step, record);
        boolean done = false;
        try {
            LockPolicy policy = contention.policyFor(step);
            staged.prepare(step, policy, lease, attempts::lockSource);
            int number = LockRetry.run(policy, attempts::run);
            done = true;
            return new StepResult(plan.table(), step, Outcome.DONE, attempts.note(), number);
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

    /** For what was not even tried. */
    StepResult notDone(Step step, Outcome outcome, String message) {
        return notDone(step, records.of(step), outcome, message, 0);
    }

    private StepResult notDone(Step step, StepRecord record, Outcome outcome, String message, int attempts) {
        try {
            record.notDone(locks, History.Outcome.valueOf(outcome.name()), attempts, message);
        } catch (SQLException e) {
            LOG.warn("pgpartition.history could not be told of what was not done: {}", e.getMessage());
        }
        return new StepResult(plan.table(), step, outcome, message, attempts);
    }
}
