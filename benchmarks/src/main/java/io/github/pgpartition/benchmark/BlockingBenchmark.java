package io.github.pgpartition.benchmark;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long anybody waits for locks while passes add, detach and drop: 4 writers, 3 readers and a SELECT that stays open, then SELECTs that take
 * longer than the lock timeout, one after another, between which a pass gets its locks.
 *
 * @param slack beside the lock timeout of 500 ms
 */
record BlockingBenchmark(ManagedTables tables, Duration slack) implements Benchmark {

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    private static final int PASSES_BESIDE_OPEN = 2;
    private static final int PASSES_BESIDE_LONG = 3;
    private static final long SECONDS_ALONE = 10;

    private static final String WRITE =
            "INSERT INTO bench.t1 SELECT (random() * 1e9)::bigint, timestamptz '2026-03-28 12:00+00' + random() * interval '2 hours', 1, 'x'";
    private static final String READ = "SELECT count(*) FROM bench.t1";
    private static final String READ_LONG = "SELECT count(*), pg_sleep(1) FROM bench.t1";
    private static final List<String> LOAD = Stream.concat(
                    Collections.nCopies(4, WRITE).stream(), Collections.nCopies(3, READ).stream())
            .toList();

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
        List<MaintenanceReport> passes = new ArrayList<>();
        boolean good;
        try (Load running = new Load(tables.database().dataSource(), LOAD, limit())) {
            try (Session open = tables.database().session(READ)) {
                runner.out().printf(Locale.ROOT, "    beside a transaction of pid %d that stays open:%n", open.pid());
                for (int i = 0; i < PASSES_BESIDE_OPEN; i++) {
                    passes.add(pass(runner, passes.size() + 1));
                }
            }
            try (Load longReads = new Load(tables.database().dataSource(), List.of(READ_LONG), limit())) {
                runner.out().println("    beside one SELECT of 1 s after another:");
                for (int i = 0; i < PASSES_BESIDE_LONG; i++) {
                    passes.add(pass(runner, passes.size() + 1));
                }
                good = tell(runner, "a reader that takes 1 s", longReads.end());
            }
            good &= tell(runner, "4 writers and 3 readers", running.end());
        }
        try (Load alone = new Load(tables.database().dataSource(), LOAD, limit())) {
            TimeUnit.SECONDS.sleep(SECONDS_ALONE);
            runner.out().println("    without passes: " + alone.end().toText());
        }
        return good && didEverything(runner, passes);
    }

    /** Each a day later than the one before, so that there is something to add, detach and drop. */
    private MaintenanceReport pass(Runner runner, int day) throws SQLException {
        try (Connection connection = tables.connect()) {
            MaintenanceReport report = ManagedTables.manager(connection, ManagedTables.NOW.plus(Duration.ofDays(day)))
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
            if (report.results().stream().anyMatch(result -> result.outcome() == Outcome.FAILED)) {
                throw new IllegalStateException(report.toText());
            }
            return report;
        }
    }

    private boolean tell(Runner runner, String who, Load.Result result) {
        boolean good = result.isWithin(limit());
        runner.out()
                .printf(
                        Locale.ROOT,
                        "blocking%s, %s (limit %d ms): %s%s%n",
                        tables.withDefault() ? " with DEFAULT" : "",
                        who,
                        limit().toMillis(),
                        result.toText(),
                        good ? "" : " TOO LONG");
        return good;
    }

    /** What was never done was not measured. */
    private static boolean didEverything(Runner runner, List<MaintenanceReport> passes) {
        int created = passes.stream().mapToInt(pass -> pass.created().size()).sum();
        int detached = passes.stream().mapToInt(pass -> pass.detached().size()).sum();
        int dropped = passes.stream().mapToInt(pass -> pass.dropped().size()).sum();
        boolean everything = created > 0 && detached > 0 && dropped > 0;
        if (!everything) {
            runner.out().println("    NOT MEASURED: the passes have to create, detach and drop, each at least once");
        }
        return everything;
    }

    private Duration limit() {
        return LOCK_TIMEOUT.plus(slack);
    }
}
