package io.github.pgpartition.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** {@code pgpartition.last_pass}: when a pass was last at a table, and how it went. One statement for all tables. */
public final class PassLog {

    private static final String WRITE = """
            INSERT INTO pgpartition.last_pass AS l (relation, last_pass_at, last_success_at, last_message)
            SELECT p.relation, pg_catalog.now(), CASE WHEN p.message = ''::pg_catalog.text THEN pg_catalog.now() END, p.message
              FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[])) AS p(relation, message)
                ON CONFLICT (relation) DO UPDATE
               SET last_pass_at = excluded.last_pass_at,
                   last_success_at = coalesce(excluded.last_success_at, l.last_success_at),
                   last_message = excluded.last_message
            """;

    private final Connection connection;

    public PassLog(Connection connection) {
        this.connection = connection;
    }

    /**
     * In autocommit.
     *
     * @param lockTimeout how long to wait for somebody who has locked it, as PostgreSQL writes it
     * @param messages    by table: what went wrong, or the empty text
     */
    public void write(String lockTimeout, Map<Long, String> messages) throws SQLException {
        if (messages.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = RegistryQuery.prepare(connection, lockTimeout, WRITE)) {
            insert.setArray(2, connection.createArrayOf("oid", messages.keySet().toArray()));
            insert.setArray(
                    3, connection.createArrayOf("text", messages.values().toArray()));
            insert.execute();
        }
    }
}
