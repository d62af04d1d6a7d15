package io.github.pgpartition.benchmark;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long anybody waits while passes add, detach and drop: 4 writers, 3 readers and a long SELECT that stays open.
 *
 * @param slack beside the lock timeout of 500 ms
 */
record BlockingBenchmark(ManagedTables tables, Duration slack) implements Benchmark {

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    private static final int WRITERS = 4;
    private static final int READERS = 3;
    private static final int PASSES = 3;

    static Benchmark full(PostgresDatabase database) {
        Duration slack = Duration.ofMillis(50);
        Benchmark without = new BlockingBenchmark(new ManagedTables(database, 1, 31, 3, false), slack);
        Benchmark with = new BlockingBenchmark(new ManagedTables(database, 1, 31, 3, true), slack);
        return runner -> {
            boolean good = without.run(runner);
            return with.run(runner) && good;
        };
    }

    @Override
    public boolean run(Runner runner) throws Exception {
        tables.create();
        tables.database().execute("UPDATE pgpartition.managed_table SET retention = '20 days'");
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong longest = new AtomicLong();
        AtomicLong statements = new AtomicLong();
        ExecutorService others = Executors.newCachedThreadPool();
        try (Connection reader = tables.connect();
                Statement open = reader.createStatement()) {
            reader.setAutoCommit(false);
            open.execute("SELECT count(*) FROM bench.t1");
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(others.submit(() -> load(
                        "INSERT INTO bench.t1 SELECT (random() * 1e9)::bigint, timestamptz '2026-03-28 12:00+00' + random() * interval '2 hours', 1, 'x'",
                        over,
                        longest,
                        statements)));
            }
            for (int i = 0; i < READERS; i++) {
                running.add(others.submit(() -> load("SELECT count(*) FROM bench.t1", over, longest, statements)));
            }
            passes(runner);
            over.set(true);
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            over.set(true);
            others.shutdown();
        }
        Duration wait = Duration.ofNanos(longest.get());
        boolean good = wait.compareTo(LOCK_TIMEOUT.plus(slack)) <= 0;
        runner.out()
                .printf(
                        Locale.ROOT,
                        "blocking%s: the longest of %d statements took %d ms (limit %d)%s%n",
                        tables.withDefault() ? " with DEFAULT" : "",
                        statements.get(),
                        wait.toMillis(),
                        LOCK_TIMEOUT.plus(slack).toMillis(),
                        good ? "" : " TOO LONG");
        return good;
    }

    /** Each a day later than the one before, so that there is something to add, detach and drop. */
    private void passes(Runner runner) throws Exception {
        try (Connection connection = tables.connect()) {
            for (int day = 1; day <= PASSES; day++) {
                MaintenanceReport report = ManagedTables.manager(
                                connection, ManagedTables.NOW.plus(Duration.ofDays(day)))
                        .maintain();
                runner.out()
                        .printf(
                                Locale.ROOT,
                                "    pass %d: %d created, %d detached, %d dropped, %d deferred%n",
                                day,
                                report.created().size(),
                                report.detached().size(),
                                report.dropped().size(),
                                report.deferred().size());
            }
        }
    }

    private boolean load(String sql, AtomicBoolean over, AtomicLong longest, AtomicLong statements)
            throws SQLException {
        try (Connection connection = tables.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            while (!over.get()) {
                long begun = System.nanoTime();
                statement.execute(sql);
                longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                statements.incrementAndGet();
            }
        }
        return true;
    }
}
