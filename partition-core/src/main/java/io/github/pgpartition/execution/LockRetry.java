package io.github.pgpartition.execution;

import java.sql.SQLException;

/** Tries again what only a lock was in the way of, a bounded number of times, with growing pauses. */
public final class LockRetry {

    /** One attempt, counted from 1. */
    public interface Attempt {
        void run(int number) throws SQLException;
    }

    /** The lock was not to be had. The last refusal is the cause; earlier ones are suppressed in it. */
    public static final class Exhausted extends SQLException {
        private static final long serialVersionUID = 1L;
        private final int attempts;

        Exhausted(SQLException last, int attempts) {
            super(last.getMessage(), last.getSQLState(), last);
            this.attempts = attempts;
        }

        public int attempts() {
            return attempts;
        }
    }

    private LockRetry() {}

    /** The number of attempts that it took. Any other error ends it at once. */
    public static int run(LockPolicy locks, Attempt attempt) throws SQLException {
        int number = 0;
        while (true) {
            number++;
            try {
                attempt.run(number);
                return number;
            } catch (SQLException e) {
                if (!SqlStates.isWorthRetrying(e)) {
                    throw e;
                }
                if (number > locks.retries() || !Backoff.pause(number)) {
                    throw new Exhausted(e, number);
                }
            }
        }
    }
}
