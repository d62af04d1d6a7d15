package io.github.pgpartition.execution;

import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One at a time, across nodes: a pass over a table, or the build of one of its indexes. An advisory lock of the session, never waited for.
 */
public final class TableMutex implements AutoCloseable {

    /** First keys of our advisory locks: "pgpa" and "pgpi" in ASCII. */
    private static final int PASS = 0x70677061;

    private static final int INDEX = 0x70677069;

    private static final String LOCK = "SELECT pg_catalog.pg_try_advisory_lock(?, ?)";
    private static final String UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(?, ?)";

    private record Key(int kind, int what) {}

    private final Connection connection;
    private final Key key;
    private final boolean held;

    private TableMutex(Connection connection, Key key) throws SQLException {
        this.connection = connection;
        this.key = key;
        this.held = call(connection, LOCK, key);
    }

    /** For a pass over the table. */
    static TableMutex tryLock(Connection connection, long tableOid) throws SQLException {
        return new TableMutex(connection, new Key(PASS, (int) tableOid));
    }

    /** For building or dropping an index of the table. At worst one of two indexes is refused while the other is built. */
    public static TableMutex tryLock(Connection connection, long tableOid, Identifier index) throws SQLException {
        return new TableMutex(connection, new Key(INDEX, (tableOid + "." + index.value()).hashCode()));
    }

    public boolean isHeld() {
        return held;
    }

    private static boolean call(Connection connection, String sql, Key key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, key.kind());
            statement.setInt(2, key.what());
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
