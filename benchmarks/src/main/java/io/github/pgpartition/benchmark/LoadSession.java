package io.github.pgpartition.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** One session that runs the same statement again and again, each in a transaction of its own. */
final class LoadSession implements AutoCloseable {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;
    private final String sql;

    /**
     * The time until the server gives up holds that in which a session has its lock already but no processor yet, which may be 100 ms on a
     * busy machine: so it is twice the limit, and who looks at pg_locks judges by the limit itself.
     */
    LoadSession(DataSource server, String sql, Duration limit) throws SQLException {
        this.sql = sql;
        connection = server.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + limit.multipliedBy(2).toMillis());
            statement.execute(sql);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * What it did.
     *
     * @param longest   statement, with what it did beside waiting
     * @param cancelled statements that the server ended
     */
    record Ran(long statements, Duration longest, long cancelled) {

        static final Ran NOTHING = new Ran(0, Duration.ZERO, 0);

        Ran plus(Ran other) {
            return new Ran(
                    statements + other.statements,
                    longest.compareTo(other.longest) >= 0 ? longest : other.longest,
                    cancelled + other.cancelled);
        }
    }

    int pid() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    Ran run(CountDownLatch over) throws SQLException {
        long statements = 0;
        long longest = 0;
        long cancelled = 0;
        try (Statement statement = connection.createStatement()) {
            while (over.getCount() > 0) {
                long begun = System.nanoTime();
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                        throw e;
                    }
                    cancelled++;
                }
                longest = Math.max(longest, System.nanoTime() - begun);
                statements++;
            }
        }
        return new Ran(statements, Duration.ofNanos(longest), cancelled);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
