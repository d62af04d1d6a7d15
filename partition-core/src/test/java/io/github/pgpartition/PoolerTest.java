package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that a pooler lends for one transaction at a time. */
class PoolerTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private static void sessionsAreAsTheyWere(TransactionPooler pooler) throws SQLException {
        for (Connection session : pooler.sessions()) {
            try (var row = session.createStatement()
                    .executeQuery(
                            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
                                    + " (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("0");
                assertThat(row.getString(2)).isEqualTo("0");
                assertThat(row.getLong(3)).isZero();
            }
        }
    }

    private static PartitionManager manager(TransactionPooler pooler) {
        return EventsFixture.settings(PartitionManager.builder(pooler.connection()))
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void passWorksOnWhateverSessionItGets(int size) throws SQLException {
        QualifiedName old = events.day("2026-03-25");
        try (TransactionPooler pooler = new TransactionPooler(db, size)) {
            manager(pooler).manage(policy().retention("2 days").build());
            MaintenanceReport report = manager(pooler).maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(report.findings()).isEmpty();
            assertThat(report.created()).hasSize(2);
            assertThat(report.dropped()).containsExactly(old);
            assertThat(manager(pooler).plan().isEmpty()).isTrue();
            assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
            sessionsAreAsTheyWere(pooler);
        }
    }

    @Test
    void detachThatWaitsTooLongIsCanceledAndEndedByTheNextPass() throws SQLException {
        QualifiedName old = events.day("2026-03-25");
        try (TransactionPooler pooler = new TransactionPooler(db, 3)) {
            manager(pooler).manage(policy().retention("2 days").build());
            try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
                MaintenanceReport report = manager(pooler).maintain();
                assertThat(report.failures()).isEmpty();
                assertThat(report.created()).hasSize(2);
                assertThat(report.deferred()).hasSize(1);
                assertThat(report.deferred().get(0).message()).contains("in the way: pid " + reader.pid());
                assertThat(report.deferred().get(0).attempts()).isEqualTo(1 + EventsFixture.RETRIES);
                sessionsAreAsTheyWere(pooler);
            }
            assertThat(manager(pooler).maintain().dropped()).containsExactly(old);
            sessionsAreAsTheyWere(pooler);
        }
    }

    @Test
    void settingsOfTheSessionStayAndDoNotEndASlowStep() throws SQLException {
        try (Connection lent = db.connect()) {
            lent.createStatement()
                    .execute("SET statement_timeout = '700ms'; SET lock_timeout = '9s';"
                            + " SET idle_in_transaction_session_timeout = '700ms'");
            PartitionManager manager =
                    EventsFixture.settings(PartitionManager.builder(lent)).build();
            manager.manage(policy().build());
            db.execute(
                    "CREATE FUNCTION \"App data\".slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " PERFORM pg_sleep(1); END $$",
                    "CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION"
                            + " \"App data\".slow()");
            try {
                assertThat(manager.maintain().created()).hasSize(2);
            } finally {
                db.execute("DROP EVENT TRIGGER slow");
            }
            try (var row = lent.createStatement()
                    .executeQuery("SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
                            + " current_setting('idle_in_transaction_session_timeout')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("700ms");
                assertThat(row.getString(2)).isEqualTo("9s");
                assertThat(row.getString(3)).isEqualTo("700ms");
            }
        }
    }
}
