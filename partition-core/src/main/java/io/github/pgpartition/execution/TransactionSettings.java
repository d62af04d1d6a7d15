package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the statements of a short transaction. The session keeps its settings, and so does a transaction that was open before.
 *
 * @param lockTimeout how long a statement waits for a lock, as PostgreSQL writes it
 * @param statementTimeout how long a statement runs, as PostgreSQL writes it; null: what the session has
 */
record TransactionSettings(String lockTimeout, @Nullable String statementTimeout) {

    private static final String SET = """
            SELECT pg_catalog.current_setting('lock_timeout'), pg_catalog.set_config('lock_timeout', ?, true),
                   pg_catalog.current_setting('statement_timeout'),
                   pg_catalog.set_config('statement_timeout',
                       coalesce(?, pg_catalog.current_setting('statement_timeout')), true)
            """;

    /** No statement waits for a lock longer than the policy allows. */
    static TransactionSettings waits(LockPolicy locks) {
        return new TransactionSettings(locks.setting(), null);
    }

    /**
     * The same for a step of a pass. A {@code statement_timeout} that is meant for queries would end a long one at the same point at every
     * pass, so there is none.
     */
    static void run(Connection connection, LockPolicy locks, ShortTransaction.Work work) throws SQLException {
        run(connection, locks, "0", work);
    }

    /** With a bound for each statement, too. */
    static void run(Connection connection, LockPolicy locks, String statementTimeout, ShortTransaction.Work work)
            throws SQLException {
        ShortTransaction.run(connection, new TransactionSettings(locks.setting(), statementTimeout), work);
    }

    /** The first of a transaction, with what has to come before it, in one round trip. */
    void begin(Connection connection, String first) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(first + "; " + SET)) {
            bind(statement);
            statement.execute();
        }
    }

    /** Returns what was set before. */
    TransactionSettings set(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            bind(statement);
            try (ResultSet before = statement.executeQuery()) {
                before.next();
                return new TransactionSettings(before.getString(1), before.getString(3));
            }
        }
    }

    private void bind(PreparedStatement statement) throws SQLException {
        statement.setString(1, lockTimeout);
        statement.setString(2, statementTimeout);
    }
}
