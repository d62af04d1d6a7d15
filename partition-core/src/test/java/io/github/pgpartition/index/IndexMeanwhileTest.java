package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.UNIQUE;
import static io.github.pgpartition.index.EventsTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitions that come, go, or are not tables of this server. */
class IndexMeanwhileTest {

    private static final String WRITE_1 = "INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void coversAPartitionThatIsCreatedMeanwhile() {
        events.create(2);
        try (Session writer = db.session(WRITE_1)) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitPhase(1, "waiting for writers before build");
            db.execute("CREATE TABLE \"App data\".\"Events 2\" (LIKE \"App data\".\"Events\")", """
                    ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."Events 2"
                    FOR VALUES FROM (2000000) TO (3000000)""");
            writer.close();
            build.join();
        }
        assertThat(events.indexes()).hasSize(4).noneMatch(i -> i.contains(","));
    }

    @Test
    void becomesValidWhenThePartitionThatLackedItIsGone() {
        events.create(2);
        db.execute("INSERT INTO \"App data\".\"Events 1\" VALUES (1000001, 1)");
        assertThatThrownBy(() -> events.build(UNIQUE, 1)).hasMessageContaining("SQLSTATE 23505");
        db.execute("DROP TABLE \"App data\".\"Events 1\"");
        assertThat(events.isValid("by Value")).isFalse();
        events.build(UNIQUE, 1);
        assertThat(events.isValid("by Value")).isTrue();
    }

    @Test
    void leavesOutForeignTables() {
        events.create(2);
        addForeign(5);
        List<String> heard = new ArrayList<>();
        IndexBuildReport report = new IndexBuilder(
                        ConnectionSource.of(db.dataSource()),
                        EventsTable.options(2).build())
                .build(TABLE, BY_VALUE, new IndexBuildListener() {
                    @Override
                    public void message(String text) {
                        heard.add(text);
                    }
                });
        assertThat(report.messages())
                .isEqualTo(heard)
                .containsExactly(
                        "\"App data\".\"Events 5\" is a foreign table, which cannot have an index here: left out");
        assertThat(report.built()).containsExactlyInAnyOrder(partition(0), partition(1));
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
        assertThat(events.build(BY_VALUE, 2).built()).isEmpty();
    }

    @Test
    void leavesOutForeignTablesFurtherDown() {
        events.create(1);
        db.execute(
                """
                CREATE TABLE "App data"."Late" PARTITION OF "App data"."Events" FOR VALUES FROM (5000000) TO (9000000)
                PARTITION BY RANGE ("Id")""",
                "CREATE TABLE \"App data\".\"Late 5\" PARTITION OF \"App data\".\"Late\" FOR VALUES FROM (5000000) TO (6000000)",
                "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
                "CREATE SERVER IF NOT EXISTS elsewhere FOREIGN DATA WRAPPER postgres_fdw",
                """
                CREATE FOREIGN TABLE "App data"."Late 6" PARTITION OF "App data"."Late"
                FOR VALUES FROM (6000000) TO (7000000) SERVER elsewhere""");
        events.build(BY_VALUE, 2);
        assertThat(events.indexes()).hasSize(4).noneMatch(i -> i.contains(","));
    }

    @Test
    void refusesAUniqueIndexOverAForeignTable() {
        events.create(1);
        addForeign(5);
        assertThatThrownBy(() -> events.build(UNIQUE, 1))
                .hasMessage(
                        "Cannot add unique index \"by Value\" to all partitions of \"App data\".\"Events\": partition"
                                + " \"App data\".\"Events 5\" is a foreign table, for which PostgreSQL can ensure nothing. Detach that"
                                + " partition, or make the index not unique.");
        assertThat(events.indexes()).isEmpty();
    }

    private static void addForeign(int number) {
        db.execute(
                "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
                "CREATE SERVER IF NOT EXISTS elsewhere FOREIGN DATA WRAPPER postgres_fdw",
                "CREATE FOREIGN TABLE " + partition(number).sql()
                        + " PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (" + number * 1_000_000 + ") TO ("
                        + (number + 1) * 1_000_000 + ") SERVER elsewhere");
    }
}
