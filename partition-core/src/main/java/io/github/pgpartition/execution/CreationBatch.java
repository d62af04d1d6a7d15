package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.catalog.OneMessage.Answer;
import io.github.pgpartition.maintenance.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Makes several partitions in one transaction. */
final class CreationBatch {

    /**
     * Whether ATTACH would lock a table at the other end of a foreign key against writers, or scan a DEFAULT partition that was made since the
     * plan. A key depends on the tables at both of its ends; the catalog has no index for those that refer to a table.
     */
    private static final String LOCKS_OTHERS = """
            SELECT EXISTS (SELECT
                             FROM pg_catalog.unnest(?::pg_catalog.text[]) AS p(name)
                            CROSS JOIN LATERAL (
                                  SELECT FROM pg_catalog.pg_depend d
                                    JOIN pg_catalog.pg_constraint k ON k.oid = d.objid AND k.contype = 'f'
                                   WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                                     AND d.refobjid = pg_catalog.to_regclass(p.name)::pg_catalog.oid
                                     AND d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
                                  UNION ALL
                                  SELECT FROM pg_catalog.pg_partitioned_table t
                                   WHERE t.partrelid = pg_catalog.to_regclass(p.name)::pg_catalog.oid AND t.partdefid <> 0::pg_catalog.oid
                                  ) k)
            """;

    private final Connection connection;
    private final LockPolicy locks;
    private final PassLease lease;
    private final StepRecords records;

    CreationBatch(Connection connection, LockPolicy locks, PassLease lease, StepRecords records) {
        this.connection = connection;
        this.locks = locks;
        this.lease = lease;
        this.records = records;
    }

    /** Whether they were made; false where each has to be by itself. */
    boolean run(List<Step> batch) throws SQLException {
        OneMessage first = new OneMessage();
        lease.renew(first);
        Answer<Boolean> locksOthers = first.ask(
                LOCKS_OTHERS,
                parameters -> parameters.array("text", parents(batch)),
                statement -> isTrue(statement.getResultSet()));
        TransactionSettings.run(connection, locks, first, () -> {
            if (!locksOthers.get()) {
                Statements.execute(connection, Statements.of(batch));
                OneMessage last = new OneMessage();
                records.done(batch, 0, last);
                last.send(connection);
            }
        });
        return !locksOthers.get();
    }

    private static List<String> parents(List<Step> batch) {
        return batch.stream()
                .map(step -> requireNonNull(step.origin(), "origin").parent().sql())
                .distinct()
                .toList();
    }

    private static boolean isTrue(ResultSet row) throws SQLException {
        row.next();
        return row.getBoolean(1);
    }
}
