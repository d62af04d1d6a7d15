package io.github.pgpartition;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.SqlRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Table {@code "App data"."Events"}, whose names need quotes, and managers for it that live at noon of 2026-03-28. */
final class EventsFixture {

    static final String EVENTS = "\"App data\".\"Events\"";
    static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);
    static final int RETRIES = 2;

    private final PostgresDatabase db;

    EventsFixture(PostgresDatabase db) {
        this.db = db;
    }

    /** A new table without partitions and an empty registry, whatever an earlier test left. */
    void reset() {
        db.execute(
                "DROP SCHEMA IF EXISTS \"App data\" CASCADE",
                "DROP SCHEMA IF EXISTS pgpartition CASCADE",
                "CREATE SCHEMA \"App data\"");
        createTable("Events", "timestamptz");
    }

    void createTable(String name, String keyType) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" (\"Id\" bigint NOT NULL, \"At\" " + keyType
                + " NOT NULL, PRIMARY KEY (\"Id\", \"At\")) PARTITION BY RANGE (\"At\")");
    }

    /** One day, by its date, with a row at noon. */
    QualifiedName day(String date) {
        QualifiedName name = QualifiedName.of("App data", "Events_" + date);
        db.execute(
                "CREATE TABLE " + name.sql() + " PARTITION OF " + EVENTS + " FOR VALUES FROM ('" + date
                        + " 00:00:00+00') TO (timestamptz '" + date + " 00:00:00+00' + interval '24 hours')",
                "INSERT INTO " + EVENTS + " VALUES (1, '" + date + " 12:00:00+00')");
        return name;
    }

    QualifiedName defaultPartition() {
        QualifiedName name = QualifiedName.of("App data", "Events_default");
        db.execute("CREATE TABLE " + name.sql() + " PARTITION OF " + EVENTS + " DEFAULT");
        return name;
    }

    static PartitionPolicy.Builder policy() {
        return PartitionPolicy.of(EVENTS, "1 day").premake(1);
    }

    static QualifiedName made(String digits) {
        return QualifiedName.of("App data", "Events_p" + digits);
    }

    PartitionManagerBuilder builder() {
        return settings(PartitionManager.builder(db.dataSource()));
    }

    static PartitionManagerBuilder settings(PartitionManagerBuilder builder) {
        return builder.clock(InstantSource.fixed(NOW)).lockTimeout(LOCK_TIMEOUT).lockRetries(RETRIES);
    }

    PartitionManager manager() {
        return builder().build();
    }

    /** What the catalog has, by name: {@code Events_p20260328 FOR VALUES FROM ('2026-03-28 00:00:00+00') TO (…)}. */
    List<String> partitions() {
        return table(EVENTS).partitions().stream()
                .map(p -> p.name().name().value() + " " + p.bounds().sql())
                .toList();
    }

    List<QualifiedName> partitionNames() {
        return table(EVENTS).partitions().stream().map(Partition::name).toList();
    }

    PartitionedTable table(String name) {
        return db.run(
                "reading " + name,
                connection -> new CatalogReader(connection)
                        .table(QualifiedName.parse(name))
                        .orElseThrow());
    }

    boolean exists(QualifiedName table) {
        return "t".equals(db.queryString("SELECT pg_catalog.to_regclass(?) IS NOT NULL", table.sql()));
    }

    /** The history without times, oids and who: action, partition, attempts. */
    List<List<@Nullable String>> history(SqlRunner runner) {
        return runner.queryRows("SELECT action, partition, attempts FROM pgpartition.history ORDER BY id");
    }
}
