package io.github.pgpartition.index;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.index.IndexBuildProgress.Current;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches a build from a connection of its own: reads how far it is, and ends a CREATE INDEX CONCURRENTLY that itself only waits for an
 * old transaction while somebody else (a VACUUM, an ALTER TABLE) waits for it. That one goes first, before the lock time-out is over for
 * it, and the build of that partition is tried again.
 *
 * <p>Without a connection to spare there is none of this; the build goes on unwatched.
 */
final class BuildMonitor {

    private static final String WATCH = """
            SELECT b.pid,
                   coalesce(r.phase || CASE WHEN r.current_locker_pid > 0 THEN ' (pid ' || r.current_locker_pid || ')' ELSE '' END, ''),
                   CASE WHEN r.tuples_total > 0 THEN 100 * r.tuples_done / r.tuples_total
                        WHEN r.blocks_total > 0 THEN 100 * r.blocks_done / r.blocks_total
                        WHEN r.lockers_total > 0 THEN 100 * r.lockers_done / r.lockers_total
                        ELSE 0 END,
                   EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
                            WHERE a.wait_event_type = 'Lock'
                              AND a.pid <> ALL (o.pids)
                              AND b.pid = ANY (pg_catalog.pg_blocking_pids(a.pid)))
              FROM (SELECT ?::pg_catalog.int4[] AS pids) o, pg_catalog.unnest(o.pids) AS b(pid)
              LEFT JOIN pg_catalog.pg_stat_progress_create_index r ON r.pid = b.pid
            """;

    private static final String ROWS = """
            SELECT coalesce(pg_catalog.sum(greatest(c.reltuples, 0)), 0)::pg_catalog.int8
              FROM pg_catalog.pg_class c
             WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    private final BuildBoard board;
    private final LockPolicy locks;
    private final long begun = System.nanoTime();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long rows;

    BuildMonitor(BuildBoard board, LockPolicy locks) {
        this.board = board;
        this.locks = locks;
    }

    void stop() {
        stopped.countDown();
    }

    /**
     * Waits until there is something to look at: a statement that lasts, or a build that does. Statements that are over at once keep nobody
     * waiting, and looking at them would cost a connection. Twice as often as the looks, so that the first is not later than it would be.
     */
    boolean isWorthIt() {
        Set<RunningTask> before = Set.of();
        while (pause(lookMillis() / 2)) {
            Set<RunningTask> now = Set.copyOf(board.running().values());
            if (!Collections.disjoint(before, now) || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(1)) {
                return true;
            }
            before = now;
        }
        return false;
    }

    void watch(Connection connection) throws SQLException {
        do {
            look(connection);
        } while (pause(lookMillis()));
    }

    /** Two looks fit in a lock time-out: who is seen waiting twice has waited no longer than that. */
    private long lookMillis() {
        return Math.max(1, Math.min(1_000, locks.timeout().toMillis() / 2));
    }

    /** False: the build is over. */
    private boolean pause(long millis) {
        try {
            return !stopped.await(Math.max(1, millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void look(Connection connection) throws SQLException {
        Map<Integer, RunningTask> running = board.running();
        try (PreparedStatement query = connection.prepareStatement(WATCH)) {
            query.setArray(1, connection.createArrayOf("int4", running.keySet().toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    RunningTask task = requireNonNull(running.get(row.getInt(1)), "one of those asked for");
                    task.at(row.getString(2), row.getInt(3));
                    if (task.blocking(task.isWaiting() && row.getBoolean(4)) >= 2) {
                        task.cancel();
                    }
                }
            }
        }
        countRows(connection);
    }

    private void countRows(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ROWS)) {
            Object[] built = board.over().stream()
                    .filter(LeafTask::builds)
                    .map(t -> t.leaf().oid())
                    .toArray();
            query.setArray(1, connection.createArrayOf("oid", built));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                rows = row.getLong(1);
            }
        }
    }

    IndexBuildProgress progress() {
        Collection<RunningTask> running = board.running().values();
        List<Current> current = running.stream()
                .map(r -> new Current(r.task().table(), r.phase(), r.percent()))
                .toList();
        Collection<LeafTask> over = board.over();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new IndexBuildProgress(
                over.size(),
                board.all(),
                current,
                rows == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(rows / seconds)),
                remaining(over, running, seconds));
    }

    private Optional<Duration> remaining(Collection<LeafTask> over, Collection<RunningTask> running, double seconds) {
        long done = over.stream().mapToLong(LeafTask::bytes).sum();
        long rest = board.bytesWaiting()
                + running.stream().mapToLong(r -> r.task().bytes()).sum();
        return done == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.round(seconds * rest / done)));
    }
}
