package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
    void doesNotMakeAVictimOfWhomItWaitsFor() {
        events.create(2);
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)")) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitPhase(1, "waiting for writers before build");
            writer.execute("LOCK TABLE ONLY \"App data\".\"Events 1\" IN SHARE MODE");
            writer.close();
            assertThat(build.join().built()).hasSize(2);
        }
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
    }

    @Test
    void buildsAgainWhenItWasTheVictimOfADeadlock() throws SQLException {
        events.create(2);
        try (Session writer = db.session(
                        "SET deadlock_timeout = '1min'", "INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)");
                Connection connection = db.connect()) {
            IndexBuilder unwatched = new IndexBuilder(
                    ConnectionSource.of(connection),
                    EventsTable.options(1)
                            .settings(Map.of("deadlock_timeout", "500ms"))
                            .build());
            CompletableFuture<IndexBuildReport> build =
                    CompletableFuture.supplyAsync(() -> unwatched.build(TABLE, BY_VALUE));
            events.awaitPhase(1, "waiting for writers before build");
            writer.execute("LOCK TABLE ONLY \"App data\".\"Events 1\" IN SHARE MODE");
            writer.close();
            assertThat(build.join().built()).hasSize(2);
        }
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws InterruptedException {
        events.create(2);
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)")) {
            Thread thread = new Thread(() -> {
                try {
                    events.build(BY_VALUE, 2);
                } catch (RuntimeException e) {
                    thrown.add(e);
                }
            });
            thread.start();
            events.awaitPhase(1, "waiting for writers before build");
            thread.interrupt();
            thread.join(20_000);
            assertThat(writer.pid()).isPositive();
        }
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessage(
                                "Cannot build index \"by Value\": the thread was interrupted. What was built stays; run it"
                                        + " again and it goes on from there."));
        events.build(BY_VALUE, 2);
        assertThat(events.isValid("by Value")).isTrue();
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
