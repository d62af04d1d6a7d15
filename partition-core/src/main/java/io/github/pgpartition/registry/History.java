package io.github.pgpartition.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** {@code pgpartition.history}: every action, written in the transaction that does it, where it has one. */
public final class History {

    private static final String INSERT = """
            INSERT INTO pgpartition.history
                   (table_oid, table_name, action, partition, partition_oid, bounds, reason, statements, attempts)
            VALUES (?, ?, ?, ?, coalesce(nullif(?, 0::pg_catalog.int8)::pg_catalog.oid, pg_catalog.to_regclass(?)::pg_catalog.oid), ?, ?, ?, ?)
            """;

    /** One row of it. */
    public record Entry(
            long tableOid,
            String table,
            String action,
            String partition,
            long partitionOid,
            String bounds,
            String reason,
            String statements,
            int attempts) {}

    private final Connection connection;

    public History(Connection connection) {
        this.connection = connection;
    }

    public void add(Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, entry.tableOid());
            insert.setString(2, entry.table());
            insert.setString(3, entry.action());
            insert.setString(4, entry.partition());
            insert.setLong(5, entry.partitionOid());
            insert.setString(6, entry.partition());
            insert.setString(7, entry.bounds());
            insert.setString(8, entry.reason());
            insert.setString(9, entry.statements());
            insert.setInt(10, entry.attempts());
            insert.executeUpdate();
        }
    }
}
