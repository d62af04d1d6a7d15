package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table may have one pending detach at a time: several partitions are due, and somebody reads the table. */
class PendingDetachTest {

    private static final QualifiedName FIRST = QualifiedName.of("App data", "Events_2026-03-23");
    private static final QualifiedName SECOND = QualifiedName.of("App data", "Events_2026-03-24");
    private static final QualifiedName THIRD = QualifiedName.of("App data", "Events_2026-03-25");
    private static final String WAITS = "another detach of its table is pending, that of " + FIRST.sql()
            + ", and PostgreSQL begins none before that has ended; the next pass goes on";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void threePartitionsAreDue() {
        events.reset();
        events.day("2026-03-23");
        events.day("2026-03-24");
        events.day("2026-03-25");
        events.day("2026-03-27");
        events.manager().manage(policy().retention("2 days").build());
    }

    private List<QualifiedName> pending() {
        return events.table(EVENTS).partitions().stream()
                .filter(Partition::detachPending)
                .map(Partition::name)
                .toList();
    }

    private static List<String> removing(MaintenanceReport report) {
        return report.results().stream()
                .filter(r -> r.step().kind().removes())
                .map(r -> r.step().kind().word() + " " + r.outcome() + " " + r.attempts())
                .toList();
    }

    @Test
    void laterDetachesAreDeferredWithItAndTheNextPassGoesOn() {
        int all = 1 + EventsFixture.RETRIES;
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(removing(report))
                    .containsExactly(
                            "detach " + Outcome.DEFERRED + " " + all,
                            "detach " + Outcome.DEFERRED + " 0",
                            "detach " + Outcome.DEFERRED + " 0",
                            "drop " + Outcome.SKIPPED + " 0",
                            "drop " + Outcome.SKIPPED + " 0",
                            "drop " + Outcome.SKIPPED + " 0");
            assertThat(report.deferred()).extracting(StepResult::message).contains(WAITS);
            assertThat(report.deferred().get(0).message()).contains("in the way: pid " + reader.pid());
            assertThat(pending()).containsExactly(FIRST);
            assertThat(db.queryStrings("SELECT outcome FROM pgpartition.history WHERE action = 'detach'"))
                    .containsExactly("deferred");
            MaintenanceReport blocked = events.manager().maintain();
            assertThat(blocked.failures()).isEmpty();
            assertThat(removing(blocked))
                    .containsExactly(
                            "finalize " + Outcome.DEFERRED + " " + all,
                            "detach " + Outcome.DEFERRED + " 0",
                            "detach " + Outcome.DEFERRED + " 0",
                            "drop " + Outcome.SKIPPED + " 0",
                            "drop " + Outcome.SKIPPED + " 0",
                            "drop " + Outcome.SKIPPED + " 0");
        }
        MaintenanceReport next = events.manager().maintain();
        assertThat(next.failures()).isEmpty();
        assertThat(next.detached()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(next.dropped()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    /** Somebody else began one after the pass had looked. */
    @Test
    void detachThatSomebodyElseLeftPendingMeanwhileDefersThem() throws SQLException {
        List<Session> readers = new ArrayList<>();
        MaintenanceReport report;
        try (Connection real = db.connect()) {
            report = EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (readers.isEmpty() && sql.endsWith("CONCURRENTLY")) {
                            readers.add(db.session("SELECT count(*) FROM " + EVENTS));
                            leavePending(THIRD);
                        }
                    })))
                    .build()
                    .maintain();
        }
        readers.forEach(Session::close);
        assertThat(report.failures()).isEmpty();
        assertThat(report.deferred())
                .filteredOn(r -> r.step().kind().word().equals("detach"))
                .extracting(StepResult::message)
                .contains(WAITS.replace(FIRST.sql(), THIRD.sql()));
        assertThat(pending()).containsExactly(THIRD);
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
    }

    /** Of the one that was to be finished nothing is pending any more: FINALIZE is refused, and not because the next pass has to wait. */
    @Test
    void finalizeOfWhatSomebodyPutBackMeanwhileIsDeferred() throws SQLException {
        events.manager().premake();
        leavePendingUnderAReader(FIRST);
        boolean[] putBack = new boolean[1];
        MaintenanceReport report;
        try (Connection real = db.connect()) {
            report = EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (!putBack[0] && sql.startsWith("LOCK TABLE")) {
                            putBack[0] = true;
                            db.execute(
                                    "ALTER TABLE " + EVENTS + " DETACH PARTITION " + FIRST.sql() + " FINALIZE",
                                    "ALTER TABLE " + EVENTS + " ATTACH PARTITION " + FIRST.sql()
                                            + " FOR VALUES FROM ('2026-03-23 00:00+00') TO ('2026-03-24 00:00+00')");
                            leavePendingUnderAReader(SECOND);
                        }
                    })))
                    .build()
                    .maintain();
        }
        assertThat(report.failures()).isEmpty();
        assertThat(report.deferred().get(0))
                .satisfies(first -> assertThat(first.step().kind().word()).isEqualTo("finalize"))
                .extracting(StepResult::message)
                .asString()
                .contains("cannot complete detaching partition");
        assertThat(report.deferred())
                .extracting(StepResult::message)
                .contains(WAITS.replace(FIRST.sql(), SECOND.sql()));
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
    }

    private static void leavePendingUnderAReader(QualifiedName partition) {
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            assertThat(reader.pid()).isPositive();
            leavePending(partition);
        }
    }

    private static void leavePending(QualifiedName partition) {
        db.run("detaching", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '50ms'");
                return statement.execute(
                        "ALTER TABLE " + EVENTS + " DETACH PARTITION " + partition.sql() + " CONCURRENTLY");
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
