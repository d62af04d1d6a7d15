package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** {@code lock_timeout} of the session or the transaction. */
final class LockTimeout {

    private static final String SET =
            "SELECT pg_catalog.current_setting('lock_timeout'), pg_catalog.set_config('lock_timeout', ?, ?)";

    private LockTimeout() {}

    /** Until the transaction ends, or a savepoint before this is rolled back to. */
    static String setForTransaction(Connection connection, String value) throws SQLException {
        return set(connection, value, true);
    }

    /** Until it is set again. Returns what it was. */
    static String setForSession(Connection connection, String value) throws SQLException {
        return set(connection, value, false);
    }

    private static String set(Connection connection, String value, boolean local) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, value);
            statement.setBoolean(2, local);
            try (ResultSet before = statement.executeQuery()) {
                before.next();
                return before.getString(1);
            }
        }
    }
}
