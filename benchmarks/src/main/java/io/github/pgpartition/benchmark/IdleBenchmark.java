package io.github.pgpartition.benchmark;

import io.github.pgpartition.PartitionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass that finds nothing to do, beside one catalog query that reads all bounds, on one connection. Passes know of tables of which an
 * earlier one has found that nothing is due; what looking at all of them costs, as once an hour, is measured, too, and has no limit.
 */
record IdleBenchmark(List<ManagedTables> cases) implements Comparisons {

    private static final double LIMIT = 1.25;
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private static final String ALL_BOUNDS = """
            SELECT i.inhparent, c.oid, n.nspname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, 0)
              FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE i.inhparent IN (SELECT relation FROM pgpartition.managed_table)
             ORDER BY n.nspname, c.relname
            """;

    static IdleBenchmark full(io.github.pgpartition.testkit.PostgresDatabase database) {
        List<ManagedTables> cases = new ArrayList<>();
        for (int tables : List.of(1, 100, 500)) {
            cases.add(new ManagedTables(database, tables, 31, 0, false));
        }
        for (int partitions : List.of(10, 100, 1_000, 5_000)) {
            cases.add(new ManagedTables(database, 1, partitions, 0, false));
        }
        return new IdleBenchmark(cases);
    }

    @Override
    public List<Comparison> comparisons() throws SQLException {
        List<Comparison> all = new ArrayList<>();
        for (ManagedTables tables : cases) {
            all.add(comparison(tables));
        }
        for (ManagedTables tables : cases) {
            if (times(tables) == 1) {
                all.add(wholeLook(tables));
            }
        }
        return all;
    }

    private static int times(ManagedTables tables) {
        return Math.max(1, 2_000 / (tables.tables() * tables.partitions()));
    }

    private static Comparison wholeLook(ManagedTables tables) throws SQLException {
        Connection connection = tables.connect();
        return new Comparison(
                "pass that looks at all partitions, " + tables.tables() + (tables.tables() == 1 ? " table" : " tables")
                        + " x " + tables.partitions() + " partitions",
                "PgPartition",
                () -> pass(connection),
                "one catalog query",
                () -> read(connection),
                NO_LIMIT,
                tables::create,
                () -> tables.database().execute("UPDATE pgpartition.last_pass SET idle_until = NULL"));
    }

    /** Small passes are repeated, since one of them is over before a clock has much to say about it. */
    private static Comparison comparison(ManagedTables tables) throws SQLException {
        int times = times(tables);
        Connection connection = tables.connect();
        return new Comparison(
                "idle pass, " + tables.tables() + (tables.tables() == 1 ? " table" : " tables") + " x "
                        + tables.partitions() + " partitions" + (times > 1 ? ", " + times + " times" : ""),
                "PgPartition",
                () -> repeat(times, () -> pass(connection)),
                "one catalog query",
                () -> repeat(times, () -> read(connection)),
                LIMIT,
                tables::create,
                () -> {});
    }

    private static void repeat(int times, Comparison.Work work) throws Exception {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    private static void pass(Connection connection) {
        PartitionManager manager = ManagedTables.manager(connection, ManagedTables.NOW);
        if (!manager.maintain().results().isEmpty()) {
            throw new IllegalStateException("The pass was not idle");
        }
    }

    private static void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL_BOUNDS)) {
            int length = 0;
            while (rows.next()) {
                for (int column = 1; column <= 5; column++) {
                    length += rows.getString(column).length();
                }
            }
            if (length == 0) {
                throw new IllegalStateException("There are no partitions");
            }
        }
    }
}
