package io.github.pgpartition.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Looks every few milliseconds which of some sessions wait for a lock. */
final class LockMonitor {

    private static final long PAUSE_MILLIS = 5;

    /** A wait has lasted from waitstart at least until the time at which this statement began. */
    private static final String WAITS = """
            SELECT l.virtualtransaction, l.waitstart::text, concat_ws(' ', l.mode, 'on', l.locktype, l.relation::regclass),
                (1e6 * extract(epoch FROM statement_timestamp() - l.waitstart))::bigint
            FROM pg_catalog.pg_locks l
            WHERE NOT l.granted AND l.pid = ANY (?) AND l.waitstart < statement_timestamp()""";

    private final DataSource server;
    private final List<Integer> pids;

    /** @param pids of the sessions that are looked at */
    LockMonitor(DataSource server, List<Integer> pids) {
        this.server = server;
        this.pids = pids;
    }

    /**
     * What was seen.
     *
     * @param blindFor the longest time between two looks: a wait was at most that much longer than it was seen to be
     */
    record Seen(LockWaits waits, long looks, Duration blindFor) {}

    Seen run(CountDownLatch over) throws SQLException, InterruptedException {
        LockWaits waits = new LockWaits();
        long looks = 0;
        long blind = 0;
        try (Connection connection = server.getConnection();
                PreparedStatement statement = connection.prepareStatement(WAITS)) {
            statement.setArray(1, connection.createArrayOf("int4", pids.toArray()));
            long last = System.nanoTime();
            while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                look(statement, waits);
                looks++;
                long now = System.nanoTime();
                blind = Math.max(blind, now - last);
                last = now;
            }
        }
        return new Seen(waits, looks, Duration.ofNanos(blind));
    }

    private static void look(PreparedStatement statement, LockWaits waits) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                waits.see(new LockWaits.Wait(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        Duration.ofNanos(rows.getLong(4) * 1_000)));
            }
        }
    }
}
