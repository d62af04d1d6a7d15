package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Detaches plainly, drops or archives several tables in one transaction, after a last look at each under all of its locks. */
final class RemovalBatch {

    /** Dropping much takes its time; what comes before is bounded. */
    private static final SqlStatement WITHOUT_LIMIT = SqlStatement.of("SET LOCAL statement_timeout = 0");

    private final Connection connection;
    private final LockPolicy locks;
    private final PassLease lease;
    private final StepRecords records;

    RemovalBatch(Connection connection, LockPolicy locks, PassLease lease, StepRecords records) {
        this.connection = connection;
        this.locks = locks;
        this.lease = lease;
        this.records = records;
    }

    /** Who waits behind the first lock waits for all of them: together they may take no longer than one. */
    void run(long managedOid, List<Step> batch) throws SQLException {
        OneMessage first = new OneMessage();
        lease.renew(first);
        first.add(locksOf(batch));
        Identity.Look look = Identity.of(connection, managedOid, batch, first);
        LockBudget budget = new LockBudget(connection, locks.timeout());
        TransactionSettings.runBounded(connection, locks, first, () -> {
            look.verify();
            long waited = budget.spentMillis();
            budget.tighten();
            OneMessage rest = new OneMessage();
            records.done(batch, waited, rest);
            rest.add(WITHOUT_LIMIT);
            Statements.of(batch).forEach(rest::add);
            rest.send(connection);
        });
    }

    /** The parent first, as writers do. */
    private static SqlStatement locksOf(List<Step> batch) {
        boolean detaches = batch.get(0).operation() instanceof DetachPartition;
        List<TableLock> wanted = batch.stream()
                .flatMap(step -> step.operation().statements().stream())
                .flatMap(statement -> statement.locks().stream())
                .distinct()
                .toList();
        return TableLock.statement(wanted, !detaches);
    }
}
