package io.github.pgpartition.benchmark;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Daily tables {@code bench.t1 …}, each with so many partitions up to the day after the last one that a premake of 4 wants, and an
 * optional DEFAULT partition. The clock stands at noon of {@link #NOW}.
 *
 * @param indexes beside the primary key
 */
record ManagedTables(PostgresDatabase database, int tables, int partitions, int indexes, boolean withDefault) {

    static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private static final int PREMAKE = 4;

    /** Each table in a transaction of its own, or the lock table would be too small. */
    private static final String CREATE = """
            DO $$
            DECLARE
                last date := date '2026-03-28' + %4$d;
            BEGIN
                CREATE TABLE bench.t%1$d (id bigint NOT NULL, at timestamptz NOT NULL, k int, payload text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                FOR i IN 1..%3$d LOOP
                    EXECUTE format('CREATE INDEX ON bench.t%1$d (k, at, (payload || %%L))', i);
                END LOOP;
                FOR i IN REVERSE %2$d - 1..0 LOOP
                    EXECUTE format('CREATE TABLE bench.t%1$d_p%%s PARTITION OF bench.t%1$d FOR VALUES FROM (%%L) TO (%%L)',
                        to_char(last - i, 'YYYYMMDD'), (last - i)::text || ' 00:00+00', (last - i + 1)::text || ' 00:00+00');
                END LOOP;
                IF %5$b THEN
                    CREATE TABLE bench.t%1$d_default PARTITION OF bench.t%1$d DEFAULT;
                END IF;
                PERFORM pgpartition.manage('bench.t%1$d', '1 day', premake => %4$d, default_partition => CASE WHEN %5$b THEN 'keep' ELSE 'none' END);
            END
            $$""";

    void create() {
        database.execute("DROP SCHEMA IF EXISTS pgpartition CASCADE");
        for (String table : database
                .queryRows(
                        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'p' AND relnamespace = to_regnamespace('bench')")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList()) {
            database.execute("DROP TABLE " + table);
        }
        database.execute("CREATE SCHEMA IF NOT EXISTS bench");
        manager(database.dataSource(), NOW).install();
        for (int i = 1; i <= tables; i++) {
            database.execute(String.format(Locale.ROOT, CREATE, i, partitions, indexes, PREMAKE, withDefault));
        }
        database.execute("VACUUM ANALYZE pg_catalog.pg_class", "VACUUM ANALYZE pg_catalog.pg_inherits", "CHECKPOINT");
    }

    static PartitionManager manager(javax.sql.DataSource dataSource, Instant now) {
        return PartitionManager.builder(dataSource)
                .clock(InstantSource.fixed(now))
                .lockTimeout(Duration.ofMillis(500))
                .build();
    }

    static PartitionManager manager(Connection connection, Instant now) {
        return PartitionManager.builder(connection)
                .clock(InstantSource.fixed(now))
                .lockTimeout(Duration.ofMillis(500))
                .build();
    }

    Connection connect() throws SQLException {
        return database.dataSource().getConnection();
    }
}
