package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.SwapDefault;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Attempts to do the last part of one step. Each is a transaction of its own, and writes down what it has done. */
final class StepAttempts {

    private final Connection connection;
    private final LockPolicy locks;
    private final PassLease lease;
    private final DetachByName byName;
    private final long managedOid;
    private final Step step;
    private final StepRecord record;
    private String note = "";

    StepAttempts(
            Connection connection,
            LockPolicy locks,
            PassLease lease,
            DetachByName byName,
            long managedOid,
            Step step,
            StepRecord record) {
        this.connection = connection;
        this.locks = locks;
        this.lease = lease;
        this.byName = byName;
        this.managedOid = managedOid;
        this.step = step;
        this.record = record;
    }

    /** One attempt, counted from 1. */
    void run(int attempt) throws SQLException {
        long start = System.nanoTime();
        try {
            once(attempt);
        } catch (SQLException e) {
            if (SqlStates.isWorthRetrying(e)) {
                record.waited((System.nanoTime() - start) / 1_000_000);
            }
            throw e;
        }
    }

    private void once(int attempt) throws SQLException {
        List<Operation> parts = step.operation().steps();
        Operation operation = parts.get(parts.size() - 1);
        if (operation instanceof DetachPartition detach && attempt == 1) {
            new References(connection, locks).check(detach, step.partitionOid());
        }
        if (!(operation instanceof DetachPartition detach) || detach.mayRunInTransaction()) {
            inTransaction(operation, attempt);
        } else if (new Identity(connection, managedOid, step).isDetachPending()) {
            inTransaction(finalizing(detach), attempt);
        } else {
            concurrently(detach, attempt);
        }
    }

    private static Operation finalizing(DetachPartition detach) {
        return new DetachPartition(detach.parent(), detach.partition(), DetachMode.FINALIZE, detach.foreignKeyLocks());
    }

    private void inTransaction(Operation operation, int attempt) throws SQLException {
        if (!step.kind().removes()) {
            TransactionSettings.run(connection, locks, () -> {
                lease.renew();
                if (operation instanceof CreatePartitionFromDefault || operation instanceof SwapDefault) {
                    record.waited(lockSource());
                }
                execute(operation);
                record.done(step.operation(), attempt);
            });
            return;
        }
        try {
            remove(operation, attempt, false);
        } catch (SQLException e) {
            if (!SqlStates.isWrongObjectType(e)) {
                throw e;
            }
            remove(operation, attempt, true);
        }
    }

    /** @param foreign whether it is a foreign table, which takes other statements; few are, so nobody asks before */
    private void remove(Operation operation, int attempt, boolean foreign) throws SQLException {
        TransactionSettings.run(connection, locks, () -> {
            lease.renew();
            LockBudget budget = new LockBudget(connection, locks.timeout());
            new LocksAhead(operation).take(budget, step.partition(), foreign);
            record.waited(budget.spentMillis());
            new Identity(connection, managedOid, step).verify();
            budget.tighten();
            record.done(operation, attempt);
            budget.tighten();
            execute(operation);
        });
    }

    /** What rows are taken out of, or a CHECK is put on, is looked at again under its lock, too. Returns how long that took to get. */
    long lockSource() throws SQLException {
        Step.Source source = requireNonNull(step.source(), "source");
        LockBudget budget = new LockBudget(connection, locks.timeout());
        if (step.operation().steps().size() == 1 || step.kind() == StepKind.PROMOTE) {
            budget.execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.parent()).statement());
        }
        budget.execute(new TableLock(LockMode.ACCESS_EXCLUSIVE, source.name()).statement());
        new Identity(connection, managedOid, step).verifySource(source);
        budget.tighten();
        return budget.spentMillis();
    }

    private void concurrently(DetachPartition detach, int attempt) throws SQLException {
        TransactionSettings.run(connection, locks, () -> {
            lease.renew();
            new Identity(connection, managedOid, step).verify();
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
        try {
            LockRetry.run(locks, again -> ShortTransaction.run(connection, locks, () -> record.done(detach, attempt)));
        } catch (SQLException e) {
            note = StepRecords.notWritten(step, e);
        }
    }

    /** What else there is to be said of a step that is done. */
    String note() {
        return note;
    }

    private void execute(Operation operation) throws SQLException {
        Statements.execute(connection, operation.statements());
    }
}
