package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A statement that stands in no transaction, and is ended from here when it takes longer than others may wait for it.
 *
 * <p>{@code lock_timeout} cannot bound it: set for the session it would stay with a session that a pooler lends to others, and may be set
 * on another than the one that runs the statement (docs/decisions/0006-lease.md).
 */
final class BoundedStatement {

    private BoundedStatement() {}

    /** What was ended, by us or by a time-out of the session, did not get its lock. */
    static void execute(Connection connection, String sql, Duration limit) throws SQLException {
        try (Statement statement = connection.createStatement();
                Watch watch = new Watch(statement, limit)) {
            watch.start();
            statement.execute(sql);
        } catch (SQLException e) {
            throw SqlStates.isCanceled(e)
                    ? new SQLException("canceled after " + limit.toMillis() + " ms", SqlStates.LOCK_NOT_AVAILABLE, e)
                    : e;
        }
    }

    /** Closed only once no request to cancel can be on its way any more: it would hit the next statement. */
    private static final class Watch implements AutoCloseable {

        private final Statement statement;
        private final Duration limit;
        private final Thread thread;
        private boolean over;

        Watch(Statement statement, Duration limit) {
            this.statement = statement;
            this.limit = limit;
            thread = new Thread(this::run, "pgpartition-lock-timeout");
            thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        private synchronized void run() {
            long end = System.nanoTime() + limit.toNanos();
            try {
                for (long left = limit.toMillis(); !over && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    wait(left);
                }
                if (!over) {
                    statement.cancel();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SQLException e) {
                // It goes on until it is done, or until the session's own time-outs end it.
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                over = true;
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
}
