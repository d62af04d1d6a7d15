package io.github.pgpartition.benchmark;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;

/** The oldest days of all tables go, beside the same DETACH and DROP by bare JDBC, a transaction each. */
record RetentionBenchmark(ManagedTables tables, int days) implements Comparisons {

    private static final double LIMIT = 1.25;
    private static final int KEPT = 16;
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 28);

    static Benchmark full(PostgresDatabase database) {
        Comparisons without = new RetentionBenchmark(new ManagedTables(database, 100, 31, 3, false), 10);
        Comparisons with = new RetentionBenchmark(new ManagedTables(database, 100, 31, 3, true), 10);
        return runner -> {
            boolean good = without.run(runner);
            return with.run(runner) && good;
        };
    }

    @Override
    public List<Comparison> comparisons() throws SQLException {
        Connection connection = tables.connect();
        String detach = tables.withDefault() ? "DETACH" : "DETACH CONCURRENTLY";
        return List.of(new Comparison(
                "retention, " + days + " days x " + tables.tables() + " tables"
                        + (tables.withDefault() ? " with DEFAULT" : ""),
                "PgPartition",
                () -> pass(connection),
                "bare " + detach + " + DROP",
                () -> bare(connection),
                LIMIT,
                this::prepare,
                this::createOld));
    }

    private void prepare() {
        tables.create();
        tables.database().execute("UPDATE pgpartition.managed_table SET retention = '" + KEPT + " days'");
    }

    private void pass(Connection connection) {
        MaintenanceReport report =
                ManagedTables.manager(connection, ManagedTables.NOW).maintain();
        if (report.dropped().size() != days * tables.tables()) {
            throw new IllegalStateException(report.toText());
        }
    }

    private void bare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int table = 1; table <= tables.tables(); table++) {
                for (int day = 1; day <= days; day++) {
                    statement.execute("ALTER TABLE bench.t" + table + " DETACH PARTITION " + name(table, day)
                            + (tables.withDefault() ? "" : " CONCURRENTLY"));
                    statement.execute("DROP TABLE " + name(table, day));
                }
            }
        }
    }

    /** The days whose end is at or before now minus what is kept. */
    private static LocalDate day(int number) {
        return TODAY.minusDays(KEPT + (long) number);
    }

    private static String name(int table, int day) {
        return "bench.t" + table + "_p" + day(day).toString().replace("-", "");
    }

    private void createOld() {
        for (int table = 1; table <= tables.tables(); table++) {
            for (int day = 1; day <= days; day++) {
                tables.database()
                        .execute("CREATE TABLE IF NOT EXISTS " + name(table, day) + " PARTITION OF bench.t" + table
                                + " FOR VALUES FROM ('" + day(day) + " 00:00+00') TO ('" + day(day).plusDays(1)
                                + " 00:00+00')");
            }
        }
        tables.database().execute("TRUNCATE pgpartition.history");
    }
}
