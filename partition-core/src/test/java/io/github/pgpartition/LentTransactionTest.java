package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LentTransactionTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private static PartitionManager lent(Session session) {
        return EventsFixture.settings(PartitionManager.builder(session.connection()))
                .build();
    }

    @Test
    void createsOnlyAndTheCallerCommits() throws SQLException {
        QualifiedName old = events.day("2026-03-25");
        try (Session session = db.session("SET LOCAL lock_timeout = '7s'; SET LOCAL jit = on")) {
            lent(session).manage(policy().retention("2 days").build());
            MaintenanceReport report = lent(session).maintain();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.results()).hasSize(2);
            assertThat(session.queryString("SHOW lock_timeout")).isEqualTo("7s");
            assertThat(session.queryString("SHOW jit")).isEqualTo("on");
            assertThat(session.connection().getAutoCommit()).isFalse();
            assertThat(events.partitionNames()).containsExactly(old);
            session.connection().commit();
        }
        assertThat(events.partitionNames()).hasSize(3).contains(old, made("20260329"));
    }

    @Test
    void rollbackTakesEverythingBack() {
        try (Session session = db.session("SELECT 1")) {
            lent(session).manage(policy().build());
            assertThat(lent(session).maintain().created()).hasSize(2);
        }
        assertThat(events.partitionNames()).isEmpty();
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
    }

    @Test
    void whatFailsDoesNotSpoilTheTransaction() {
        events.defaultPartition();
        db.execute(
                "INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 06:00+00')",
                "CREATE TABLE \"App data\".\"Refers\" (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES "
                        + EVENTS + ")");
        try (Session session = db.session("CREATE TABLE \"App data\".mine (i int)")) {
            lent(session).manage(policy().build());
            MaintenanceReport report = lent(session).maintain();
            assertThat(report.failures()).hasSize(1);
            assertThat(report.created()).containsExactly(made("20260329"));
            session.execute("COMMIT");
        }
        assertThat(events.exists(QualifiedName.of("App data", "mine"))).isTrue();
        assertThat(events.exists(made("20260329"))).isTrue();
    }

    /** Nobody knows how long the caller's transaction goes on, and its locks with it. */
    @Test
    void rowsAreLeftInDefaultToAPassThatHasItsOwnTransactions() throws SQLException {
        QualifiedName rest = events.defaultPartition();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 06:00+00')");
        events.manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        try (Session session = db.session("SELECT 1")) {
            MaintenanceReport report = lent(session).maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(report.created()).containsExactly(made("20260329"));
            assertThat(report.findings())
                    .extracting(Finding::message)
                    .containsExactly("partition " + made("20260328").sql()
                            + " is left to a pass that has transactions of its own: its rows are in DEFAULT partition "
                            + rest.sql() + ", and while they are moved, and from then until the transaction ends,"
                            + " nobody could read or write " + EVENTS);
            assertThat(db.queryLong(
                            "SELECT count(*) FROM pg_locks WHERE relation = ?::regclass AND mode = 'AccessExclusiveLock'",
                            EVENTS))
                    .isZero();
            session.connection().commit();
        }
        assertThat(events.manager().maintain().created()).containsExactly(made("20260328"));
        assertThat(db.queryLong("SELECT count(*) FROM " + made("20260328").sql()))
                .isEqualTo(1);
    }
}
