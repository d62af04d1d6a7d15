package io.github.pgpartition.execution;

import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * How long the locks of one transaction may take together. Each wait by itself has its bound; but who waits behind the first lock waits
 * for the second one, too.
 */
final class LockBudget {

    /** It is told again only where that matters. */
    private static final long SLACK = 20;

    private final Connection connection;
    private final long limitMillis;
    private final long start = System.nanoTime();
    private long setMillis;

    /** The transaction has just been told this limit. */
    LockBudget(Connection connection, Duration limit) {
        this.connection = connection;
        limitMillis = limit.toMillis();
        setMillis = limitMillis;
    }

    long spentMillis() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    void execute(SqlStatement sql) throws SQLException {
        tighten();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.text());
        }
    }

    /** What follows may wait only for what is left. */
    void tighten() throws SQLException {
        long left = limitMillis - spentMillis();
        if (left <= 0) {
            throw new SQLException("the locks took longer than lockTimeout together", SqlStates.LOCK_NOT_AVAILABLE);
        }
        if (left < setMillis - Math.min(setMillis / 10, SLACK)) {
            LockTimeout.setForTransaction(connection, left + "ms");
            setMillis = left;
        }
    }
}
