package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import io.github.pgpartition.testkit.SqlFailure;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InterruptedDetachTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private boolean isPending() {
        return events.table(EVENTS).partitions().stream().anyMatch(Partition::detachPending);
    }

    @Test
    void openReaderLeavesDetachPendingAndTheNextPassFinishesIt() {
        QualifiedName old = events.day("2026-03-25");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("2 days").build());
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport report = manager.maintain();
            assertThat(report.deferred()).hasSize(1);
            assertThat(report.deferred().get(0).message()).contains("in the way: pid " + reader.pid());
            assertThat(report.deferred().get(0).attempts()).isEqualTo(1 + EventsFixture.RETRIES);
            assertThat(report.succeeded()).isTrue();
            assertThat(isPending()).isTrue();
        }
        MaintenanceReport next = manager.maintain();
        assertThat(next.succeeded()).isTrue();
        assertThat(next.detached()).containsExactly(old);
        assertThat(next.dropped()).containsExactly(old);
        assertThat(events.exists(old)).isFalse();
    }

    @Test
    void nextPassFinishesDetachWhoseSessionWasKilled() {
        QualifiedName old = events.day("2026-03-25");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("2 days").build());
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS);
                Session victim = db.session("COMMIT")) {
            CompletableFuture<Boolean> killed = CompletableFuture.supplyAsync(() -> detach(victim, old));
            await().until(this::isPending);
            db.terminate(victim.pid());
            assertThat(killed.join()).isTrue();
            assertThat(reader.queryLong("SELECT count(*) FROM " + EVENTS)).isZero();
        }
        assertThat(isPending()).isTrue();
        MaintenanceReport report = manager.maintain();
        assertThat(report.results())
                .filteredOn(r -> r.step().kind().removes())
                .extracting(r -> r.step().kind().word() + " " + r.outcome())
                .containsExactly("finalize " + Outcome.DONE, "drop " + Outcome.DONE);
        assertThat(events.exists(old)).isFalse();
    }

    /** Whether it was ended by force. */
    private static boolean detach(Session session, QualifiedName partition) {
        try {
            session.connection().setAutoCommit(true);
            session.execute("ALTER TABLE " + EVENTS + " DETACH PARTITION " + partition.sql() + " CONCURRENTLY");
            return false;
        } catch (SqlFailure e) {
            return e.sqlState().equals("57P01");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void pendingDetachOfPartitionThatIsNotOldIsFinishedAndItsTableKept() {
        QualifiedName current = events.day("2026-03-28");
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            assertThat(reader.pid()).isPositive();
            db.run("detaching", connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("SET lock_timeout = '50ms'");
                    return statement.execute(
                            "ALTER TABLE " + EVENTS + " DETACH PARTITION " + current.sql() + " CONCURRENTLY");
                } catch (java.sql.SQLException e) {
                    return false;
                }
            });
        }
        assertThat(isPending()).isTrue();
        events.manager().manage(policy().retention("2 days").build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.detached()).containsExactly(current);
        assertThat(report.results())
                .filteredOn(r -> !r.isDone())
                .extracting(StepResult::message)
                .isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM " + current.sql())).isEqualTo(1);
    }
}
