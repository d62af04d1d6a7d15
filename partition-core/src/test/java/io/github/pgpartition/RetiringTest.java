package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetiringTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private List<String> statements() {
        return db.queryStrings("SELECT statements FROM pgpartition.history WHERE action <> 'create' ORDER BY id");
    }

    @Test
    void dropsWhatIsOverWithoutStoppingReadersAndKeepsTheRest() {
        QualifiedName old = events.day("2026-03-25");
        QualifiedName kept = events.day("2026-03-26");
        PartitionManager manager = events.manager();
        manager.manage(policy().retention("2 days").build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.detached()).containsExactly(old);
        assertThat(report.dropped()).containsExactly(old);
        assertThat(events.exists(old)).isFalse();
        assertThat(events.partitionNames()).containsExactly(kept, made("20260327"), made("20260328"), made("20260329"));
        assertThat(statements())
                .containsExactly(
                        "ALTER TABLE " + EVENTS + " DETACH PARTITION " + old.sql() + " CONCURRENTLY;",
                        "DROP TABLE " + old.sql() + ";");
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void detachesPlainlyBesideADefaultPartition() {
        QualifiedName old = events.day("2026-03-25");
        events.defaultPartition();
        events.manager().manage(policy().retention("2 days").build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.dropped()).containsExactly(old);
        assertThat(statements())
                .containsExactly(
                        "ALTER TABLE " + EVENTS + " DETACH PARTITION " + old.sql() + ";",
                        "DROP TABLE " + old.sql() + ";");
        assertThat(events.exists(old)).isFalse();
    }

    @Test
    void leavesRowsOfDetachedPartition() {
        QualifiedName old = events.day("2026-03-25");
        events.manager()
                .manage(policy().retention("2 days")
                        .retentionAction(RetentionAction.DETACH)
                        .build());
        assertThat(events.manager().maintain().detached()).containsExactly(old);
        assertThat(db.queryLong("SELECT count(*) FROM " + old.sql())).isEqualTo(1);
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isZero();
    }

    @Test
    void movesArchivedPartitionWithItsRows() {
        QualifiedName old = events.day("2026-03-25");
        db.execute("CREATE SCHEMA IF NOT EXISTS \"Old data\"");
        events.manager()
                .manage(policy().retention("2 days")
                        .retentionAction(RetentionAction.ARCHIVE)
                        .retentionSchema("\"Old data\"")
                        .build());
        assertThat(events.manager().maintain().archived()).containsExactly(old);
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-25\""))
                .isEqualTo(1);
    }

    @Test
    void lockThatIsHeldDefersRetentionAndNotCreation() throws SQLException {
        QualifiedName old = events.day("2026-03-25");
        events.day("2026-03-27");
        events.defaultPartition();
        try (Connection lent = db.connect();
                Session reader =
                        db.session("SET LOCAL application_name = 'reporting'", "SELECT count(*) FROM " + old.sql())) {
            lent.createStatement().execute("SET lock_timeout = '7s'");
            PartitionManager manager =
                    EventsFixture.settings(PartitionManager.builder(lent)).build();
            manager.manage(policy().retention("2 days").build());
            MaintenanceReport report = manager.maintain();
            assertThat(report.succeeded()).isTrue();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.dropped()).isEmpty();
            assertThat(report.results())
                    .extracting(StepResult::outcome)
                    .containsExactly(Outcome.DONE, Outcome.DONE, Outcome.DEFERRED, Outcome.SKIPPED);
            assertThat(report.deferred()).singleElement().satisfies(deferred -> {
                assertThat(deferred.attempts()).isEqualTo(1 + EventsFixture.RETRIES);
                assertThat(deferred.message())
                        .startsWith("3 attempts of 100 ms did not get the lock; in the way: pid " + reader.pid()
                                + ", application \"reporting\", in a transaction for 00:00:0")
                        .contains("query \"SELECT count(*) FROM \"App data\".\"Events_2026-03-25\"\"")
                        .endsWith(". The next pass tries again; to go on now, end that session or raise lockTimeout.");
            });
            try (var result = lent.createStatement().executeQuery("SHOW lock_timeout")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("7s");
            }
            assertThat(lent.getAutoCommit()).isTrue();
            assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(2);
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(old);
        assertThat(events.exists(old)).isFalse();
    }

    @Test
    void holdKeepsRows() {
        QualifiedName held = events.day("2026-03-24");
        QualifiedName old = events.day("2026-03-25");
        events.manager()
                .manage(policy().retention("2 days")
                        .hold("2026-03-24..2026-03-25")
                        .build());
        assertThat(events.manager().maintain().dropped()).containsExactly(old);
        assertThat(events.partitionNames()).contains(held).doesNotContain(old);
    }

    /** PostgreSQL refuses CONCURRENTLY beside it, and the pass makes it before. */
    @Test
    void detachesPlainlyBesideTheDefaultPartitionThatTheSamePassMakes() {
        QualifiedName old = events.day("2026-03-25");
        events.manager()
                .manage(policy().retention("2 days")
                        .defaultPartition(DefaultPartition.KEEP)
                        .build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.dropped()).containsExactly(old);
        assertThat(statements()).startsWith("ALTER TABLE " + EVENTS + " DETACH PARTITION " + old.sql() + ";");
    }
}
