package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Runs single steps on one connection. No statement waits for a lock longer than the policy allows; what waited in vain is tried again,
 * a bounded number of times, then deferred with the names of those in the way.
 */
final class StepRunner {

    private final Connection connection;
    private final LockPolicy locks;
    private final TablePlan plan;
    private final StagedStep staged;

    StepRunner(Connection connection, LockPolicy locks, TablePlan plan) {
        this.connection = connection;
        this.locks = locks;
        this.plan = plan;
        staged = new StagedStep(connection, locks);
    }

    StepResult run(Step step) {
        if (step.refusal() != null) {
            return result(step, Outcome.FAILED, step.refusal(), 0);
        }
        try {
            return attempts(step);
        } catch (PartitioningException e) {
            return result(step, Outcome.FAILED, String.valueOf(e.getMessage()), 1);
        }
    }

    private StepResult attempts(Step step) {
        boolean done = false;
        try {
            staged.prepare(step, () -> verifySource(step, false));
            int attempts = LockRetry.run(locks, attempt -> once(step, attempt));
            done = true;
            return result(step, Outcome.DONE, "", attempts);
        } catch (LockRetry.Exhausted e) {
            String why = Blockers.explain(connection, step.operation(), locks, e.attempts());
            return result(
                    step,
                    Outcome.DEFERRED,
                    why + ". The next pass tries again; to go on now, end that session or raise lockTimeout.",
                    e.attempts());
        } catch (SQLException e) {
            if (SqlStates.isCheckViolation(e) && RowsCameIn.canStop(step)) {
                return result(step, Outcome.DEFERRED, RowsCameIn.explain(e), 1);
            }
            throw PartitioningException.refused(
                    "Cannot " + step.operation().describe(),
                    step.operation().sql(),
                    e,
                    "It is left as it was and tried again at the next pass");
        } finally {
            if (!done) {
                staged.cleanUp(step);
            }
        }
    }

    private void once(Step step, int attempt) throws SQLException {
        List<Operation> parts = step.operation().steps();
        Operation operation = parts.get(parts.size() - 1);
        if (operation.mayRunInTransaction()) {
            inTransaction(step, operation, attempt);
        } else if (new Identity(connection, plan.tableOid(), step).isDetachPending()) {
            inTransaction(step, new DetachPartition(plan.table(), step.partition(), DetachMode.FINALIZE), attempt);
        } else {
            outsideTransaction(step, operation, attempt);
        }
    }

    private void inTransaction(Step step, Operation operation, int attempt) throws SQLException {
        ShortTransaction.run(connection, () -> {
            String before = LockTimeout.setForTransaction(connection, locks.setting());
            if (step.kind().removes()) {
                lockAhead(operation);
                new Identity(connection, plan.tableOid(), step).verify();
            } else if (step.operation().steps().size() == 1) {
                verifySource(step, true);
            }
            execute(operation);
            remember(step, operation, step.kind().word(), attempt);
            LockTimeout.setForTransaction(connection, before);
        });
    }

    /** A crash between the statement and its entry must not hide that it was ours: an entry before says what was begun. */
    private void outsideTransaction(Step step, Operation operation, int attempt) throws SQLException {
        new Identity(connection, plan.tableOid(), step).verify();
        if (attempt == 1) {
            remember(step, operation, step.kind().word() + "-begin", attempt);
        }
        String before = LockTimeout.setForSession(connection, locks.setting());
        try {
            execute(operation);
        } finally {
            if (!connection.isClosed()) {
                LockTimeout.setForSession(connection, before);
            }
        }
        remember(step, operation, step.kind().word(), attempt);
    }

    /** What rows are taken out of, or a CHECK is put on, is looked at again under its lock, too. */
    private void verifySource(Step step, boolean withParent) throws SQLException {
        Step.Source source = step.source();
        if (source != null) {
            if (withParent) {
                execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.parent()).statement());
            }
            execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.name()).statement());
            new Identity(connection, plan.tableOid(), step).verifySource(source);
        }
    }

    /** What is taken away is looked at again under the locks that taking it away needs; the parent's comes first, as with writers. */
    private void lockAhead(Operation operation) throws SQLException {
        List<TableLock> wanted = operation.statements().stream()
                .flatMap(s -> s.locks().stream())
                .sorted(Comparator.comparing(l -> !l.table().equals(plan.table())))
                .toList();
        for (TableLock lock : wanted) {
            execute(lock.statement());
        }
    }

    private void execute(Operation operation) throws SQLException {
        Statements.execute(connection, operation.statements());
    }

    private void execute(SqlStatement sql) throws SQLException {
        Statements.execute(connection, List.of(sql));
    }

    private void remember(Step step, Operation operation, String action, int attempt) throws SQLException {
        new History(connection)
                .add(new History.Entry(
                        plan.tableOid(),
                        plan.table().sql(),
                        action,
                        step.partition().sql(),
                        step.partitionOid(),
                        step.bounds().sql(),
                        step.reason(),
                        operation.sql(),
                        attempt));
    }

    private StepResult result(Step step, Outcome outcome, String message, int attempts) {
        return new StepResult(plan.table(), step, outcome, message, attempts);
    }
}
