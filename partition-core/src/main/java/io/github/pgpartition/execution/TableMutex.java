package io.github.pgpartition.execution;

import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One build or drop of an index of a table at a time, across nodes. An advisory lock of the session, never waited for. */
public final class TableMutex implements AutoCloseable {

    /** First key of these locks: "pgpi" in ASCII. */
    private static final int CLASS = 0x70677069;

    private static final String LOCK = "SELECT pg_catalog.pg_try_advisory_lock(?, ?)";
    private static final String UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(?, ?)";

    private final Connection connection;
    private final int key;
    private final boolean held;

    private TableMutex(Connection connection, int key) throws SQLException {
        this.connection = connection;
        this.key = key;
        this.held = call(connection, LOCK, key);
    }

    /** Two indexes of a table whose keys happen to be equal count as one: the second is refused while the first is built. */
    public static TableMutex tryLock(Connection connection, long tableOid, Identifier index) throws SQLException {
        return new TableMutex(connection, (tableOid + "." + index.value()).hashCode());
    }

    public boolean isHeld() {
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
