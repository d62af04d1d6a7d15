package io.github.pgpartition.benchmark;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Days that have passed without a pass: the missing partitions of all tables, beside bare LIKE + ATTACH, a transaction each. */
record PremakeBenchmark(ManagedTables tables, int days) implements Comparisons {

    private static final double LIMIT = 1.1;
    private static final LocalDate LAST = LocalDate.of(2026, 4, 1);

    static PremakeBenchmark full(PostgresDatabase database) {
        return new PremakeBenchmark(new ManagedTables(database, 100, 31, 3, false), 10);
    }

    @Override
    public List<Comparison> comparisons() throws SQLException {
        Connection connection = tables.connect();
        return List.of(new Comparison(
                "premake, " + days + " days x " + tables.tables() + " tables with " + tables.indexes() + " indexes",
                "PgPartition",
                () -> pass(connection),
                "bare LIKE + ATTACH",
                () -> bare(connection),
                LIMIT,
                tables::create,
                this::dropNew));
    }

    private void pass(Connection connection) {
        MaintenanceReport report = ManagedTables.manager(connection, ManagedTables.NOW.plus(Duration.ofDays(days)))
                .maintain();
        if (report.created().size() != days * tables.tables()) {
            throw new IllegalStateException(report.toText());
        }
    }

    private void bare(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (int table = 1; table <= tables.tables(); table++) {
                for (int day = 1; day <= days; day++) {
                    String parent = "bench.t" + table;
                    String partition = name(parent, day);
                    statement.execute("CREATE TABLE " + partition + " (LIKE " + parent
                            + " INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)");
                    statement.execute("ALTER TABLE " + parent + " ATTACH PARTITION " + partition + " FOR VALUES FROM ('"
                            + LAST.plusDays(day) + " 00:00+00') TO ('" + LAST.plusDays(day + 1L) + " 00:00+00')");
                    connection.commit();
                }
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String name(String parent, int day) {
        return parent + "_p" + LAST.plusDays(day).toString().replace("-", "");
    }

    private void dropNew() {
        for (int table = 1; table <= tables.tables(); table++) {
            for (int day = 1; day <= days; day++) {
                tables.database().execute("DROP TABLE " + name("bench.t" + table, day));
            }
        }
        tables.database().execute("TRUNCATE pgpartition.history");
    }
}
