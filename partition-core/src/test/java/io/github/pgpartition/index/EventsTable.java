package io.github.pgpartition.index;

import static org.awaitility.Awaitility.await;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The table {@code "App data"."Events"}, partitioned by ranges of its id, with rows in each. */
final class EventsTable {

    static final QualifiedName TABLE = QualifiedName.of("App data", "Events");
    static final LockPolicy FAST = new LockPolicy(Duration.ofMillis(200), 100);
    static final IndexDefinition BY_VALUE =
            IndexDefinition.builder("by Value").columns("Value").build();
    static final IndexDefinition UNIQUE = IndexDefinition.builder("by Value")
            .columns("Value", "Id")
            .unique(true)
            .build();

    private final PostgresDatabase db;

    EventsTable(PostgresDatabase db) {
        this.db = db;
    }

    /** Of 100 rows each: {@code "Events 0"} and so on. */
    EventsTable create(int partitions) {
        db.execute("DROP SCHEMA IF EXISTS \"App data\" CASCADE", "CREATE SCHEMA \"App data\"", """
                CREATE TABLE "App data"."Events" ("Id" int NOT NULL, "Value" int, "Name" text, payload jsonb)
                PARTITION BY RANGE ("Id")""");
        IntStream.range(0, partitions).forEach(i -> addPartition(i, 100));
        return this;
    }

    void addPartition(int number, int rows) {
        db.execute(
                "CREATE TABLE " + partition(number).sql() + " PARTITION OF \"App data\".\"Events\" FOR VALUES FROM ("
                        + number * 1_000_000 + ") TO (" + (number + 1) * 1_000_000 + ")",
                "INSERT INTO " + partition(number).sql() + " SELECT i + " + number * 1_000_000
                        + ", i, 'name ' || i, '{}' FROM generate_series(1, " + rows + ") i");
    }

    static QualifiedName partition(int number) {
        return QualifiedName.of("App data", "Events " + number);
    }

    /** What the index of a partition is called. */
    static Identifier indexOn(int number) {
        return new IndexNames(BY_VALUE.name()).on(partition(number));
    }

    static QualifiedName index(int number) {
        return QualifiedName.of("App data", indexOn(number).value());
    }

    IndexBuilder builder(int threads) {
        return new IndexBuilder(
                ConnectionSource.of(db.dataSource()), options(threads).build());
    }

    static IndexBuildOptions.Builder options(int threads) {
        return IndexBuildOptions.builder().threads(threads).locks(FAST);
    }

    IndexBuildReport build(IndexDefinition definition, int threads) {
        return builder(threads).build(TABLE, definition);
    }

    CompletableFuture<IndexBuildReport> begin(IndexDefinition definition, int threads) {
        return CompletableFuture.supplyAsync(() -> build(definition, threads));
    }

    /** Of all indexes of the table and its partitions: {@code name on table}, with what is unusual. */
    List<String> indexes() {
        return db.queryStrings("""
                SELECT x.relname || ' on ' || t.relname
                       || CASE WHEN i.indisvalid THEN '' ELSE ', invalid' END
                       || CASE WHEN t.relispartition AND NOT x.relispartition THEN ', not attached' ELSE '' END
                  FROM pg_index i
                  JOIN pg_class x ON x.oid = i.indexrelid
                  JOIN pg_class t ON t.oid = i.indrelid
                  JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = 'App data'
                 ORDER BY t.relname, x.relname""");
    }

    boolean isValid(String index) {
        return db.queryLong(
                        "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid",
                        QualifiedName.of("App data", index).sql())
                == 1;
    }

    /** Waits until a session builds that partition's index and is in this phase; its pid. */
    int awaitPhase(int partition, String phase) {
        String sql = "SELECT pid FROM pg_stat_progress_create_index WHERE relid = '"
                + partition(partition).sql().replace("'", "''") + "'::regclass AND phase = '" + phase + "'";
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !db.queryStrings(sql).isEmpty());
        return Integer.parseInt(db.queryStrings(sql).get(0));
    }

    /** Waits until somebody waits for a lock on behalf of a statement like this; their pid. */
    int awaitBlocked(String statement) {
        String sql = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '" + statement
                + "' AND datname = current_database()";
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !db.queryStrings(sql).isEmpty());
        return Integer.parseInt(db.queryStrings(sql).get(0));
    }
}
