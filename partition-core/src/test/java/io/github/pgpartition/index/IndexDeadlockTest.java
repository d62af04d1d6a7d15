package io.github.pgpartition.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.operation.IndexColumn;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Builds of one run that stand in each other's way. */
class IndexDeadlockTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    /** Each of two builds takes one lock, waits until the other has taken the other, and asks for that. */
    @Test
    void tryAgainWhenTheyDeadlock() {
        events.create(2);
        db.execute("""
                CREATE FUNCTION "App data".crossing(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
                DECLARE
                    own int := id / 1000000;
                BEGIN
                    PERFORM pg_advisory_xact_lock(4711, own);
                    FOR i IN 1 .. 100 LOOP
                        EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 4711 AND objid = 1 - own);
                        PERFORM pg_sleep(0.01);
                    END LOOP;
                    PERFORM pg_advisory_xact_lock(4711, 1 - own);
                    RETURN id;
                END $$""", "DELETE FROM \"App data\".\"Events\" WHERE \"Value\" > 1");
        IndexDefinition crossing = IndexDefinition.builder("by Value")
                .column(IndexColumn.expression("\"App data\".crossing(\"Id\")"))
                .build();
        IndexBuildReport report = new IndexBuilder(
                        ConnectionSource.of(db.dataSource()),
                        EventsTable.options(2)
                                .settings(Map.of("deadlock_timeout", "100ms"))
                                .build())
                .build(EventsTable.TABLE, crossing);
        assertThat(report.connections()).isEqualTo(2);
        assertThat(report.built()).hasSize(2);
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        db.queryLong("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") >= 1);
    }
}
