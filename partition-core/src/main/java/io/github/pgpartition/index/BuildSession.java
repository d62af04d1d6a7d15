package io.github.pgpartition.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection while it builds: a time-out that is meant for queries would end each build at the same point every time, so it has none;
 * waits for locks are bounded. What was set is set back.
 */
final class BuildSession implements AutoCloseable {

    private static final String SET = """
            SELECT w.name, coalesce(pg_catalog.current_setting(w.name, true), ''), pg_catalog.set_config(w.name, w.value, false)
              FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) AS w(name, value)
            """;

    private final Connection connection;
    private final Map<String, String> before;
    private final int pid;

    private BuildSession(Connection connection, Map<String, String> before, int pid) {
        this.connection = connection;
        this.before = before;
        this.pid = pid;
    }

    static BuildSession open(Connection connection, IndexBuildOptions options) throws SQLException {
        Map<String, String> wanted = new LinkedHashMap<>(options.settings());
        wanted.put("lock_timeout", options.buildLockTimeout());
        wanted.put("statement_timeout", "0");
        if (connection.getMetaData().getDatabaseMajorVersion() >= 17) {
            wanted.put("transaction_timeout", "0");
        }
        return new BuildSession(connection, set(connection, wanted), pid(connection));
    }

    Connection connection() {
        return connection;
    }

    int pid() {
        return pid;
    }

    /** Returns what they were. */
    private static Map<String, String> set(Connection connection, Map<String, String> values) throws SQLException {
        Map<String, String> before = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setArray(
                    1, connection.createArrayOf("text", values.keySet().toArray()));
            statement.setArray(
                    2, connection.createArrayOf("text", values.values().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    before.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return before;
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            set(connection, before);
        }
    }
}
