package io.github.pgpartition.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection with an open transaction: it keeps its locks until it is closed, which rolls back. A {@code COMMIT} that is executed
 * releases them, and the next statement opens the next transaction.
 */
public final class Session implements SqlRunner, AutoCloseable {

    private final Connection connection;
    private final int pid;

    private Session(Connection connection) {
        this.connection = connection;
        pid = (int) queryLong("SELECT pg_catalog.pg_backend_pid()");
    }

    static Session open(Connection connection, String... sql) {
        Session session = new Session(connection);
        try {
            connection.setAutoCommit(false);
            session.execute(sql);
            return session;
        } catch (SQLException e) {
            session.close();
            throw new SqlFailure("opening a session", e);
        } catch (SqlFailure e) {
            session.close();
            throw e;
        }
    }

    /** The process in the server, as {@code pg_stat_activity} and {@code pg_locks} have it. */
    public int pid() {
        return pid;
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public <T extends @Nullable Object> T run(String what, Work<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw new SqlFailure(what, e);
        }
    }

    /** Rolls back, so that the locks are gone when this returns; all right for a session that was ended by somebody else. */
    @Override
    public void close() {
        try (connection) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            execute("SELECT pg_catalog.pg_advisory_unlock_all()");
        } catch (SQLException | SqlFailure e) {
            // The session is gone, and its locks with it.
        }
    }
}
