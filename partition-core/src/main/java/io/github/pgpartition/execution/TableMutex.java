package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One pass per table at a time, across nodes: an advisory lock of the session, keyed by the table. Never waits. */
final class TableMutex implements AutoCloseable {

    /** First key of all our advisory locks: "pgpa" in ASCII. */
    private static final int CLASS = 0x70677061;

    private static final String LOCK = "SELECT pg_catalog.pg_try_advisory_lock(?, ?)";
    private static final String UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(?, ?)";

    private final Connection connection;
    private final int key;
    private final boolean held;

    private TableMutex(Connection connection, int key, boolean held) {
        this.connection = connection;
        this.key = key;
        this.held = held;
    }

    static TableMutex tryLock(Connection connection, long tableOid) throws SQLException {
        int key = (int) tableOid;
        return new TableMutex(connection, key, call(connection, LOCK, key));
    }

    boolean isHeld() {
        return held;
    }

    private static boolean call(Connection connection, String sql, int key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, CLASS);
            statement.setInt(2, key);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** A lock on a connection that is gone went with it. */
    @Override
    public void close() throws SQLException {
        if (held && !connection.isClosed()) {
            call(connection, UNLOCK, key);
        }
    }
}
