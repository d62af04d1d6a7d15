package io.github.pgpartition.index;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * How an index is built; nothing here changes what is built.
 *
 * @param threads         partitions that are worked on at the same time, each on a connection of its own
 * @param concurrently    whether writers go on while a partition's index is built
 * @param locks           for every lock that somebody else may have to queue behind
 * @param transactionWait how long CREATE INDEX CONCURRENTLY may wait for transactions that are older than it, each time: it holds no lock
 *                        then that a reader or a writer waits for, and what it built is lost when it gives up
 * @param settings        settings of the sessions that build, such as {@code maintenance_work_mem} or, where connections differ from the one
 *                        the definition was written for, {@code search_path}; restored afterwards
 */
public record IndexBuildOptions(
        int threads, boolean concurrently, LockPolicy locks, Duration transactionWait, Map<String, String> settings) {

    public static final IndexBuildOptions DEFAULT = builder().build();

    public IndexBuildOptions {
        requireNonNull(locks, "locks");
        settings = Map.copyOf(settings);
        if (threads < 1) {
            throw refused(threads + " threads", "it takes one at least", "Give 1 or more");
        }
        if (transactionWait.toMillis() < 1 || transactionWait.toMillis() > Integer.MAX_VALUE) {
            throw refused(
                    "a wait of " + transactionWait,
                    "PostgreSQL counts it in milliseconds from 1 to " + Integer.MAX_VALUE + ", and reads 0 as for ever",
                    "Give something like an hour");
        }
    }

    private static PartitioningException refused(String what, String why, String next) {
        return new PartitioningException("Cannot build an index with " + what, why, next);
    }

    /** The same with other settings of the sessions. */
    public IndexBuildOptions withSettings(Map<String, String> values) {
        return new IndexBuildOptions(threads, concurrently, locks, transactionWait, values);
    }

    /** The same with what makes the sessions that build like this one: its {@code search_path} and role, and what was set for a build. */
    public IndexBuildOptions withSettingsOf(Connection connection) {
        try {
            return withSettings(SharedSettings.of(connection));
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the settings of the session", "SHOW", e, "Check the connection");
        }
    }

    /** For the statement that builds, as PostgreSQL's settings have it. */
    String buildLockTimeout() {
        return concurrently ? transactionWait.toMillis() + "ms" : locks.setting();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** One thread, concurrently, the default lock policy, an hour, no settings, unless told otherwise. */
    public static final class Builder {
        private int threads = 1;
        private boolean concurrently = true;
        private LockPolicy locks = LockPolicy.DEFAULT;
        private Duration transactionWait = Duration.ofHours(1);
        private Map<String, String> settings = Map.of();

        private Builder() {}

        public Builder threads(int number) {
            threads = number;
            return this;
        }

        public Builder concurrently(boolean isConcurrent) {
            concurrently = isConcurrent;
            return this;
        }

        public Builder locks(LockPolicy policy) {
            locks = policy;
            return this;
        }

        public Builder transactionWait(Duration longest) {
            transactionWait = longest;
            return this;
        }

        public Builder settings(Map<String, String> values) {
            settings = values;
            return this;
        }

        public IndexBuildOptions build() {
            return new IndexBuildOptions(threads, concurrently, locks, transactionWait, settings);
        }
    }
}
