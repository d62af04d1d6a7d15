package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * How large a partition is, with all that is below it.
 *
 * @param estimatedRows -1 where the server has no estimate
 * @param bytes         -1 where a lock was in the way of looking
 */
record PartitionSize(long estimatedRows, long bytes) {

    static final PartitionSize EMPTY = new PartitionSize(0, 0);

    private static final PartitionSize UNKNOWN = new PartitionSize(-1, -1);

    private static final String SQL = """
            SELECT coalesce(pg_catalog.sum(c.reltuples) FILTER (WHERE c.reltuples >= 0), -1)::pg_catalog.int8,
                   coalesce(pg_catalog.sum(pg_catalog.pg_total_relation_size(c.oid)), 0)::pg_catalog.int8
              FROM pg_catalog.pg_class c
             WHERE c.oid = ANY (?::pg_catalog.oid[]) AND c.relkind IN ('r', 'f')
            """;

    /** Takes ACCESS SHARE on the tables, one after the other, for a moment; waits no longer than the policy allows, and once. */
    static PartitionSize read(Connection connection, LockPolicy locks, Collection<Long> oids) throws SQLException {
        PartitionSize[] size = {UNKNOWN};
        try {
            TransactionSettings.run(connection, locks, () -> {
                try (PreparedStatement query = connection.prepareStatement(SQL)) {
                    query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        size[0] = new PartitionSize(row.getLong(1), row.getLong(2));
                    }
                }
            });
        } catch (SQLException e) {
            if (!SqlStates.isWorthRetrying(e)) {
                throw e;
            }
        }
        return size[0];
    }
}
