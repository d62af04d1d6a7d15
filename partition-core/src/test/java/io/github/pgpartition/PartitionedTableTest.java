package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PartitionedTableTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager =
            PartitionManager.builder(db.dataSource()).build();

    @BeforeEach
    void table() {
        events.reset();
        db.execute(
                "CREATE TABLE \"App data\".\"March\" PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-04-01 00:00+00') PARTITION BY HASH (\"Id\")",
                "CREATE TABLE \"App data\".\"March_0\" PARTITION OF \"App data\".\"March\" FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE \"App data\".\"March_1\" PARTITION OF \"App data\".\"March\" FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
    }

    private static List<String> names(List<Partition> partitions) {
        return partitions.stream().map(p -> p.name().name().value()).toList();
    }

    @Test
    void treeIsWalkedInBothDirections() {
        PartitionedTable table = manager.table(EVENTS);
        assertThat(names(table.partitions(false))).containsExactly("March");
        assertThat(names(table.partitions(true))).containsExactly("March", "March_0", "March_1");
        assertThat(table.isPartitioned()).isTrue();
        assertThat(table.parent()).isEmpty();
        assertThat(table.root().name()).isEqualTo(QualifiedName.parse(EVENTS));
        PartitionedTable leaf = manager.table("\"App data\".\"March_1\"");
        assertThat(leaf.isPartitioned()).isFalse();
        assertThat(leaf.parent()).get().hasToString("\"App data\".\"March\"");
        assertThat(leaf.root()).hasToString(EVENTS);
        assertThat(manager.table("\"App data\".\"March\"").isPartitioned()).isTrue();
        assertThat(table.key().sql()).isEqualTo("PARTITION BY RANGE (\"At\")");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> manager.table("nothing").isPartitioned())
                .isInstanceOf(PartitioningException.class)
                .hasMessage("Cannot use table \"nothing\": there is no such table. Create it, or correct the name.");
        assertThatThrownBy(() -> manager.table("\"App data\".\"March_0\"").partitions(false))
                .hasMessage(
                        "Cannot read the partitions of \"App data\".\"March_0\": it is a partition of \"App data\".\"March\", and not"
                                + " partitioned itself. Name \"App data\".\"March\".");
    }

    @Test
    void inNamesAPartitionAndNothingElse() {
        PartitionedTable table = manager.table(EVENTS);
        assertThat(table.in("\"March_0\"")).isEqualTo("\"App data\".\"March_0\"");
        assertThat(table.in("\"App data\".\"March_0\"")).isEqualTo("\"App data\".\"March_0\"");
        assertThat(db.queryLong("SELECT count(*) FROM " + table.in("\"March\"")))
                .isZero();
        assertThatThrownBy(() -> table.in("pg_class"))
                .hasMessage("Cannot use partition \"pg_class\" of " + EVENTS
                        + ": there is none of that name. Create it, or correct the name.");
        assertThatThrownBy(() -> table.in("\"March_0\"; DROP TABLE x")).isInstanceOf(PartitioningException.class);
    }

    @Test
    void partitionIsMadeAdHocWithWhatItsTableGives() {
        var role = db.role("reader");
        db.execute("GRANT SELECT ON " + EVENTS + " TO " + role.name());
        PartitionedTable table = manager.table(EVENTS);
        Partition april = table.createPartition("\"April\"", RangeBounds.of("2026-04-01", "2026-05-01"));
        assertThat(april.name()).isEqualTo(QualifiedName.of("App data", "April"));
        assertThat(april.bounds().sql())
                .isEqualTo("FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00')");
        assertThat(db.queryString("SELECT has_table_privilege(?, '\"App data\".\"April\"', 'SELECT')", role.name()))
                .isEqualTo("t");
        assertThat(table.createPartition("\"April\"", RangeBounds.of("2026-04-01", "2026-05-01"))
                        .oid())
                .isEqualTo(april.oid());
        Partition may = table.createPartition(RangeBounds.of("2026-05-01", "2026-06-01"));
        assertThat(may.name().name().value()).matches("Events_[0-9a-f]{7}");
        assertThat(table.createPartition(new DefaultBounds()).name().name().value())
                .isEqualTo("Events_default");
        assertThatThrownBy(() -> table.createPartition("\"Again\"", RangeBounds.of("2026-04-15", "2026-05-15")))
                .isInstanceOf(PartitioningException.class)
                .hasMessageStartingWith("Cannot create partition \"App data\".\"Again\" of " + EVENTS + ": ");
        assertThat(events.exists(QualifiedName.of("App data", "Again"))).isFalse();
    }

    @Test
    void withoutCacheEveryChangeIsSeenAtOnce() {
        PartitionedTable table = manager.table(EVENTS);
        assertThat(table.partitions(false)).hasSize(1);
        events.day("2026-05-01");
        assertThat(table.partitions(false)).hasSize(2);
    }

    @Test
    void cacheSeesOwnChangesAtOnceAndThoseOfOthersWhenItsTimeIsOver() throws InterruptedException {
        PartitionManager own = events.manager();
        PartitionedTable cached = own.table(EVENTS).cached(Duration.ofMinutes(1));
        assertThat(cached.partitions(false)).hasSize(1);
        events.day("2026-05-01");
        assertThat(cached.partitions(false)).hasSize(1);
        own.manage(policy().premake(5).build());
        own.maintain();
        assertThat(names(cached.partitions(false))).contains("Events_2026-05-01");
        own.table(EVENTS).createPartition(RangeBounds.of("2026-06-01", "2026-07-01"));
        assertThat(names(cached.partitions(false))).hasSizeGreaterThan(2);
        PartitionedTable brief = own.table(EVENTS).cached(Duration.ofMillis(1));
        int before = brief.partitions(false).size();
        events.day("2026-08-01");
        Thread.sleep(5);
        assertThat(brief.partitions(false)).hasSize(before + 1);
    }

    /** Threads share the manager and a table of it; passes run meanwhile. */
    @Test
    void managerAndTableAreThreadSafe() throws InterruptedException, ExecutionException {
        db.execute("DROP TABLE \"App data\".\"March\"");
        PartitionManager shared = events.manager();
        shared.manage(policy().premake(5).build());
        PartitionedTable table = shared.table(EVENTS).cached(Duration.ofMillis(2));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> {
                        switch (i % 4) {
                            case 0 -> assertThat(shared.maintain().succeeded()).isTrue();
                            case 1 -> table.partitionFor(EventsFixture.NOW);
                            case 2 ->
                                table.createPartition(
                                        RangeBounds.of("2027-01-0" + (1 + i / 20), "2027-01-0" + (2 + i / 20)));
                            default ->
                                assertThat(table.keyEquals(EventsFixture.NOW).parameters())
                                        .hasSize(1);
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(events.partitionNames()).hasSize(6 + 2).contains(made("20260328"), made("20260402"));
        assertThat(table.partitionFor(EventsFixture.NOW)).map(Partition::name).contains(made("20260328"));
    }
}
