package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the statements of a short transaction. The session keeps its settings, and so does a transaction that was open before.
 *
 * @param lockTimeout how long a statement waits for a lock, as PostgreSQL writes it; null: what the session has
 * @param statementTimeout how long a statement runs, as PostgreSQL writes it; null: what the session has
 * @param jit              {@code off} for queries that are not worth being compiled, which is all of ours; null: what the session has
 */
record TransactionSettings(
        @Nullable String lockTimeout,
        @Nullable String statementTimeout,
        @Nullable String jit) {

    /** What a session has. */
    static final TransactionSettings NONE = new TransactionSettings(null, null);

    TransactionSettings(@Nullable String lockTimeout, @Nullable String statementTimeout) {
        this(lockTimeout, statementTimeout, "off");
    }

    private static final String SET = """
            SELECT pg_catalog.current_setting('lock_timeout'),
                   pg_catalog.set_config('lock_timeout', coalesce(?, pg_catalog.current_setting('lock_timeout')), true),
                   pg_catalog.current_setting('statement_timeout'),
                   pg_catalog.set_config('statement_timeout',
                       coalesce(?, pg_catalog.current_setting('statement_timeout')), true),
                   pg_catalog.current_setting('transaction_isolation'),
                   pg_catalog.current_setting('jit'),
                   pg_catalog.set_config('jit', coalesce(?, pg_catalog.current_setting('jit')), true)
            """;

    /**
     * Not SET TRANSACTION, which is refused behind a savepoint: with {@code autosave} the driver sets one before each statement. What is
     * ended here has done nothing yet.
     */
    private static final String BEGIN_AGAIN = "COMMIT; BEGIN ISOLATION LEVEL READ COMMITTED";

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

    /**
     * The same for a step.
     *
     * @param first goes to the server together with the settings, and is followed by the work. It may be sent twice
     */
    static void run(Connection connection, LockPolicy locks, OneMessage first, ShortTransaction.Work work)
            throws SQLException {
        ShortTransaction.run(connection, new TransactionSettings(locks.setting(), "0"), first, work);
    }

    /** The same where no statement may take longer than one lock, as a statement that takes several locks may wait for each. */
    static void runBounded(Connection connection, LockPolicy locks, OneMessage first, ShortTransaction.Work work)
            throws SQLException {
        ShortTransaction.run(connection, new TransactionSettings(locks.setting(), locks.setting()), first, work);
    }

    /**
     * The first of a transaction of our own. What is looked at under a lock must be what is there then: where sessions begin as REPEATABLE
     * READ, it would be what was there before the lock was waited for.
     */
    void begin(Connection connection, OneMessage first) throws SQLException {
        if (!"read committed".equals(send(connection, first).isolation)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(BEGIN_AGAIN);
            }
            send(connection, first);
        }
    }

    /** Returns what was set before. */
    TransactionSettings set(Connection connection, OneMessage first) throws SQLException {
        return send(connection, first).settings;
    }

    /** Sets what was set before. */
    void set(Connection connection) throws SQLException {
        send(connection, new OneMessage());
    }

    /** What there was. */
    private record Before(TransactionSettings settings, String isolation) {

        static Before of(PreparedStatement statement) throws SQLException {
            ResultSet row = statement.getResultSet();
            row.next();
            return new Before(
                    new TransactionSettings(row.getString(1), row.getString(3), row.getString(6)), row.getString(5));
        }
    }

    private Before send(Connection connection, OneMessage first) throws SQLException {
        OneMessage message = new OneMessage();
        OneMessage.Answer<Before> before = message.ask(
                SET,
                parameters ->
                        parameters.text(lockTimeout).text(statementTimeout).text(jit),
                Before::of);
        message.add(first).send(connection);
        return before.get();
    }
}
