package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is delayed, and how long. */
class IndexLocksTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void letsOthersPastWhileAWriterStaysInItsTransaction() {
        events.create(2);
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events\" VALUES (1000500, 1)")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitBlocked("CREATE INDEX \"by Value\" ON ONLY%");
            assertThat(elapsed(() -> db.execute("INSERT INTO \"App data\".\"Events\" VALUES (500, 1)")))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(build).isNotDone();
            writer.close();
            assertThat(build.join().built()).hasSize(2);
        }
    }

    @Test
    void letsOthersPastWhileAttachingWaitsForAReader() {
        events.create(2);
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 1\" (\"Value\")");
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events 1\"")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitBlocked("%ATTACH PARTITION%mine%");
            assertThat(elapsed(() -> db.queryString("SELECT count(*) FROM \"App data\".\"Events 1\"")))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(build).isNotDone();
            reader.close();
            build.join();
            assertThat(events.isValid("by Value")).isTrue();
        }
    }

    @Test
    void stepsAsideForWhoWaitsForItWhileItWaitsItself() {
        events.create(2);
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitPhase(1, "waiting for writers before build");
            assertThat(elapsed(() -> db.execute("VACUUM \"App data\".\"Events 1\"")))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(build).isNotDone();
            writer.close();
            assertThat(build.join().built()).hasSize(2);
        }
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
    }

    @Test
    void saysWhoWasInTheWayOfTheParent() {
        events.create(1);
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events\" VALUES (500, 1)")) {
            assertThatThrownBy(() -> impatient().build(TABLE, BY_VALUE))
                    .hasMessageStartingWith(
                            "Cannot create index \"by Value\" on \"App data\".\"Events\": 2 attempts of 50 ms did"
                                    + " not get the lock; in the way: pid " + writer.pid())
                    .hasMessageEndingWith(
                            "Nothing was changed by this step; end that session or raise lockTimeout, and run it again.");
        }
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void goesOnWithOtherPartitionsWhenOneCannotBeAttached() {
        events.create(3);
        db.execute("CREATE INDEX mine ON \"App data\".\"Events 0\" (\"Value\")");
        try (Session reader =
                db.session("SELECT count(*) FROM \"App data\".\"Events 0\"", "SAVEPOINT gives_up_the_snapshot")) {
            assertThatThrownBy(() -> impatient().build(TABLE, BY_VALUE))
                    .hasMessageContaining(
                            "1 of 3 partitions failed: \"App data\".\"Events 0\": after 2 attempts: ERROR:"
                                    + " canceling statement due to lock timeout (SQLSTATE 55P03); in the way: pid "
                                    + reader.pid());
        }
        assertThat(events.indexes())
                .hasSize(4)
                .contains("mine on Events 0, not attached")
                .filteredOn(i -> i.contains(","))
                .containsExactlyInAnyOrder("by Value on Events, invalid", "mine on Events 0, not attached");
        assertThat(events.build(BY_VALUE, 1).attached()).containsExactly(EventsTable.partition(0));
    }

    @Test
    void dropsUnderTheLockPolicyToo() {
        events.create(2);
        events.build(BY_VALUE, 1);
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events 1\"")) {
            CompletableFuture<Void> drop =
                    CompletableFuture.runAsync(() -> events.builder(1).drop(TABLE, BY_VALUE.name()));
            events.awaitBlocked("LOCK TABLE%");
            assertThat(elapsed(() -> db.execute("INSERT INTO \"App data\".\"Events\" VALUES (500, 1)")))
                    .isLessThan(Duration.ofSeconds(2));
            reader.close();
            drop.join();
        }
        assertThat(events.indexes()).isEmpty();
    }

    private static IndexBuilder impatient() {
        return new IndexBuilder(
                ConnectionSource.of(db.dataSource()),
                IndexBuildOptions.builder()
                        .locks(new LockPolicy(Duration.ofMillis(50), 1))
                        .build());
    }

    private static Duration elapsed(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
