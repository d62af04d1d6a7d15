package io.github.pgpartition.index;

import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One build of an index at a time, across nodes: an advisory lock of the session, keyed by table and index. Never waits, and is not the lock
 * of a maintenance pass: partitions go on being made while an index is built.
 */
final class BuildMutex implements AutoCloseable {

    /** First key of these locks: "pgpi" in ASCII. */
    private static final int CLASS = 0x70677069;

    private static final String LOCK =
            "SELECT pg_catalog.pg_try_advisory_lock(?, pg_catalog.hashtext(?::pg_catalog.text))";
    private static final String UNLOCK =
            "SELECT pg_catalog.pg_advisory_unlock(?, pg_catalog.hashtext(?::pg_catalog.text))";

    private final Connection connection;
    private final String key;
    private final boolean held;

    private BuildMutex(Connection connection, String key, boolean held) {
        this.connection = connection;
        this.key = key;
        this.held = held;
    }

    static BuildMutex tryLock(Connection connection, long tableOid, Identifier index) throws SQLException {
        String key = tableOid + "." + index.value();
        return new BuildMutex(connection, key, call(connection, LOCK, key));
    }

    boolean isHeld() {
        return held;
    }

    private static boolean call(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, CLASS);
            statement.setString(2, key);
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
