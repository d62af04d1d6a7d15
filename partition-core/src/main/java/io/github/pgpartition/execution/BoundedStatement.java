package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements that stand in no transaction, one after another, and ends from here what takes longer than others may wait for it.
 *
 * <p>{@code lock_timeout} cannot bound them: set for the session it would stay with a session that a pooler lends to others, and may be set
 * on another than the one that runs the statement (docs/decisions/0006-lease.md).
 */
final class BoundedStatement implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedStatement.class);

    private final Connection connection;
    private final Duration limit;
    private @Nullable Thread watch;
    private @Nullable Statement running;
    private long end;
    private boolean resting;
    private boolean closed;

    /** @param limit for each statement */
    BoundedStatement(Connection connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
    }

    static void execute(Connection connection, String sql, Duration limit) throws SQLException {
        try (BoundedStatement bounded = new BoundedStatement(connection, limit)) {
            bounded.execute(sql);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            run(statement, () -> statement.execute(sql));
        }
    }

    void execute(PreparedStatement statement) throws SQLException {
        run(statement, statement::execute);
    }

    /** What was ended, by us or by a time-out of the session, did not get its lock. */
    private void run(Statement statement, ShortTransaction.Work work) throws SQLException {
        begin(statement);
        try {
            work.run();
        } catch (SQLException e) {
            throw SqlStates.isCanceled(e)
                    ? new SQLException("canceled after " + limit.toMillis() + " ms", SqlStates.LOCK_NOT_AVAILABLE, e)
                    : e;
        } finally {
            end();
        }
    }

    /** A watch that waits for the end of an earlier statement looks again then, which is early enough. */
    private synchronized void begin(Statement statement) {
        running = statement;
        end = System.nanoTime() + limit.toNanos();
        if (watch == null) {
            watch = new Thread(this::watch, "pgpartition-lock-timeout");
            watch.setDaemon(true);
            watch.start();
        } else if (resting) {
            notifyAll();
        }
    }

    /** Waits for a request to cancel that is on its way: it would hit the next statement. */
    private synchronized void end() {
        running = null;
    }

    private synchronized void watch() {
        try {
            while (!closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                resting = running == null;
                if (running == null) {
                    wait();
                } else if (left > 0) {
                    wait(left);
                } else {
                    cancel(running);
                    end = System.nanoTime() + limit.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(Statement late) {
        try {
            late.cancel();
        } catch (SQLException e) {
            LOG.debug("It goes on until it is done, or until the session's own time-outs end it: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        Thread thread = watch;
        if (thread == null) {
            return;
        }
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
