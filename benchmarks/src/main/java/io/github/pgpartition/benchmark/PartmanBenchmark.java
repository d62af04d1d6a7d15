package io.github.pgpartition.benchmark;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A pass beside one of pg_partman over as many tables, on a server that has the extension: idle, 10 days to make, 10 days to drop. */
record PartmanBenchmark(ManagedTables tables) implements Benchmark {

    private static final int DAYS = 10;
    private static final int KEPT = 16;

    static Benchmark full(PostgresDatabase database) {
        Benchmark without = new PartmanBenchmark(new ManagedTables(database, 100, 31, 3, false));
        Benchmark with = new PartmanBenchmark(new ManagedTables(database, 100, 31, 3, true));
        return runner -> {
            boolean good = without.run(runner);
            return with.run(runner) && good;
        };
    }

    @Override
    public boolean run(Runner runner) throws Exception {
        if (!PartmanTables.isThere(tables.database())) {
            throw new IllegalStateException(
                    "This server has no pg_partman; give one that has with -Dpostgres=jdbc:postgresql://...");
        }
        var theirs = new PartmanTables(tables);
        tables.create();
        theirs.create();
        for (int i = 1; i <= tables.tables(); i++) {
            tables.database().execute("INSERT INTO bench.t" + i + " VALUES (1, '" + ManagedTables.NOW + "', 1, 'x')");
        }
        PartitionsSnapshot ourState = PartitionsSnapshot.of(tables.database(), "bench");
        PartitionsSnapshot theirState = PartitionsSnapshot.of(tables.database(), "theirs");
        runner.out()
                .println("pg_partman " + theirs.version()
                        + (tables.withDefault() ? ", with DEFAULT" : ", without DEFAULT"));
        boolean good = true;
        try (Connection connection = tables.connect()) {
            for (Case one : List.of(
                    new Case("idle", 0, "premake = 4, retention = NULL", "NULL", 0),
                    new Case("make " + DAYS + " days", DAYS, "premake = " + (4 + DAYS), "NULL", DAYS),
                    new Case(
                            "drop " + DAYS + " days",
                            0,
                            "premake = 4, retention = '" + KEPT + " days', retention_keep_table = false",
                            "'" + KEPT + " days'",
                            -DAYS))) {
                theirs.configure(one.theirPolicy());
                tables.database().execute("UPDATE pgpartition.managed_table SET retention = " + one.ourRetention());
                good &= runner.compare(new Comparison(
                        one.name() + ", " + tables.tables() + " tables",
                        "PgPartition",
                        () -> ours(connection, one),
                        "pg_partman",
                        () -> theirs(connection, theirState, one),
                        1.0,
                        () -> {},
                        () -> {
                            ourState.restore();
                            theirState.restore();
                            tables.database().execute("TRUNCATE pgpartition.history");
                        }));
            }
        }
        return good;
    }

    /** @param grows by how many partitions for each table */
    private record Case(String name, int daysLater, String theirPolicy, String ourRetention, int grows) {}

    private void ours(Connection connection, Case one) throws SQLException {
        Instant now = ManagedTables.NOW.plus(Duration.ofDays(one.daysLater()));
        var report = ManagedTables.manager(connection, now).maintain();
        if (report.created().size() - report.dropped().size() != one.grows() * tables.tables()) {
            throw new IllegalStateException(report.toText());
        }
    }

    private void theirs(Connection connection, PartitionsSnapshot before, Case one) throws SQLException {
        PartmanTables.pass(connection);
        int grown = PartitionsSnapshot.of(tables.database(), "theirs").members().size()
                - before.members().size();
        if (grown != one.grows() * tables.tables()) {
            throw new IllegalStateException("pg_partman has " + grown + " partitions more than before");
        }
    }
}
