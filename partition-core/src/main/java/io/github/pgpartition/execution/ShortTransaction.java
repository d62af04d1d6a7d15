package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Runs work as a whole or not at all: in a transaction of its own, or, where the connection's owner has one open, behind a savepoint of
 * it. A transaction that we did not begin is never ended here.
 */
public final class ShortTransaction {

    /** What is done inside. */
    public interface Work {
        void run() throws SQLException;
    }

    private ShortTransaction() {}

    public static void run(Connection connection, Work work) throws SQLException {
        if (connection.getAutoCommit()) {
            own(connection, () -> TransactionSettings.NONE.begin(connection, new OneMessage()), work);
        } else {
            nested(connection, work);
        }
    }

    /** Nothing in it waits for a lock longer than the policy allows; a transaction that goes on afterwards has its own setting back. */
    public static void run(Connection connection, LockPolicy locks, Work work) throws SQLException {
        run(connection, TransactionSettings.waits(locks), work);
    }

    static void run(Connection connection, TransactionSettings settings, Work work) throws SQLException {
        run(connection, settings, new OneMessage(), work);
    }

    /** @param first goes to the server together with the settings */
    static void run(Connection connection, TransactionSettings settings, OneMessage first, Work work)
            throws SQLException {
        if (connection.getAutoCommit()) {
            own(connection, () -> settings.begin(connection, first), work);
        } else {
            nested(connection, () -> {
                TransactionSettings before = settings.set(connection, first);
                work.run();
                before.set(connection);
            });
        }
    }

    /** Does the work and takes it back: for a look at what it would make. */
    static void runAndUndo(Connection connection, Work work) throws SQLException {
        boolean own = connection.getAutoCommit();
        if (own) {
            connection.setAutoCommit(false);
        }
        Savepoint savepoint = connection.setSavepoint();
        try {
            work.run();
        } finally {
            connection.rollback(savepoint);
            if (own) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void own(Connection connection, Work begin, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            begin.run();
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    /** Ends a transaction that a statement in autocommit may have left open, as it failed. */
    static void abandon(Connection connection, SQLException reason) {
        try {
            connection.setAutoCommit(false);
            rollback(connection, reason);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** On a session that is gone there is nothing to roll back, and what ended it is what should be told. */
    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static void nested(Connection connection, Work work) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            work.run();
            connection.releaseSavepoint(savepoint);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback(savepoint);
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
