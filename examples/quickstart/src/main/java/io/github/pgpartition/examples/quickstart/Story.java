package io.github.pgpartition.examples.quickstart;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.PrintStream;
import java.time.Instant;

/** What happens to one database, told with numbers that the database gives. */
final class Story {

    static final int ROWS = 100_000;

    /** Spread evenly from four days ago to the end of tomorrow. */
    private static final String INSERT = """
            INSERT INTO events (id, created_at, payload)
            SELECT i, date_trunc('day', now(), 'UTC') - interval '4 days' + i * (interval '6 days' / ROWS), 'event ' || i
              FROM generate_series(0, ROWS - 1) AS i
            """.replace("ROWS", Integer.toString(ROWS));

    private static final String PARTITIONS = """
            SELECT repeat('  ', p.level) || p.relid || '  ' || coalesce(pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid))
                   || '  ' || coalesce(r.n, 0) || ' rows'
              FROM pg_partition_tree('events') AS p
              JOIN pg_class AS c ON c.oid = p.relid
              LEFT JOIN (SELECT coalesce(tableoid, 'events'::regclass) AS oid, count(*) AS n
                           FROM events GROUP BY GROUPING SETS ((tableoid), ())) AS r ON r.oid = p.relid
             ORDER BY p.level, c.relname
            """;

    private final PostgresDatabase database;
    private final PrintStream out;

    Story(PostgresDatabase database, PrintStream out) {
        this.database = database;
        this.out = out;
    }

    void title(String text) {
        out.println("\n=== " + text + " " + "=".repeat(Math.max(3, 100 - text.length())));
    }

    void insertRows() {
        database.execute(INSERT);
    }

    void printPartitions(String heading) {
        out.println("\n" + heading + ":\n");
        database.run("list the partitions", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE 'UTC'");
                try (var rows = statement.executeQuery(PARTITIONS)) {
                    while (rows.next()) {
                        out.println("  " + rows.getString(1));
                    }
                }
            }
            return true;
        });
    }

    /** One pass as if it were that moment. */
    void maintain(Instant moment, String heading) {
        PartitionManager manager = PartitionManager.builder(database.dataSource())
                .clock(() -> moment)
                .build();
        out.println("\n" + heading + " (" + moment + "): SQL of the plan:\n");
        out.println(manager.plan().toSql().strip());
        MaintenanceReport report = manager.maintain();
        out.println("\nWhat was done:\n");
        out.println(report.toText().strip());
        if (!report.succeeded()) {
            throw new IllegalStateException("The pass failed: " + report.failures());
        }
    }

    void printTotals() {
        out.println("\nIn the table now: " + database.queryLong("SELECT count(*) FROM events") + " rows of " + ROWS
                + " in " + database.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass")
                + " partitions. In pgpartition.history: "
                + database.queryString("""
                        SELECT string_agg(n || ' ' || action, ', ' ORDER BY action)
                          FROM (SELECT action, count(*) AS n FROM pgpartition.history GROUP BY action) AS h
                        """)
                + ".");
    }
}
