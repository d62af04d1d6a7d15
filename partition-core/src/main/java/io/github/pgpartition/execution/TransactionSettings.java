package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A short transaction in which no statement waits for a lock longer than the policy allows. The session keeps its settings, and so does
 * a transaction that was open before.
 *
 * <p>A {@code statement_timeout} that is meant for queries would end a long step at the same point at every pass, so there is none.
 */
final class TransactionSettings {

    private static final String SET = """
            SELECT pg_catalog.current_setting('lock_timeout'), pg_catalog.set_config('lock_timeout', ?, true),
                   pg_catalog.current_setting('statement_timeout'), pg_catalog.set_config('statement_timeout', ?, true)
            """;

    private record Values(String lockTimeout, String statementTimeout) {}

    private TransactionSettings() {}

    static void run(Connection connection, LockPolicy locks, ShortTransaction.Work work) throws SQLException {
        run(connection, locks, "0", work);
    }

    /** With a bound for each statement, too. */
    static void run(Connection connection, LockPolicy locks, String statementTimeout, ShortTransaction.Work work)
            throws SQLException {
        boolean own = connection.getAutoCommit();
        ShortTransaction.run(connection, () -> {
            Values before = set(connection, new Values(locks.setting(), statementTimeout));
            work.run();
            if (!own) {
                set(connection, before);
            }
        });
    }

    private static Values set(Connection connection, Values values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, values.lockTimeout());
            statement.setString(2, values.statementTimeout());
            try (ResultSet before = statement.executeQuery()) {
                before.next();
                return new Values(before.getString(1), before.getString(3));
            }
        }
    }
}
