package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that are gone, and connections that are. */
class ForgettingTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.manager().manage(policy().build());
    }

    @Test
    void droppedTableLeavesTheRegistryAndTheHistorySaysSo() {
        events.manager().maintain();
        db.execute(
                "INSERT INTO pgpartition.managed_tenant (relation, tenant) VALUES ('" + EVENTS + "'::regclass, 'acme')",
                "DROP TABLE " + EVENTS);
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .containsExactly(
                        new Finding(QualifiedName.parse(EVENTS), "it was dropped, and is not managed any more"));
        assertThat(db.queryLong("SELECT (SELECT count(*) FROM pgpartition.managed_table)"
                        + " + (SELECT count(*) FROM pgpartition.managed_tenant)"))
                .isZero();
        assertThat(
                        db.queryRows(
                                "SELECT table_name, reason FROM pgpartition.history WHERE action = 'forget' AND outcome = 'done'"))
                .containsExactly(List.of(EVENTS, "the table was dropped"));
        assertThat(events.manager().maintain().findings()).isEmpty();
    }

    @Test
    void droppedTableThatNoPassEverSawIsForgottenToo() {
        db.execute("DROP TABLE " + EVENTS);
        assertThat(events.manager().maintain().findings())
                .extracting(f -> f.table().sql())
                .containsExactly(EVENTS);
    }

    @Test
    void droppedTableStopsNoOther() {
        events.createTable("Others", "timestamptz");
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Others\"", "1 day")
                        .premake(1)
                        .build());
        db.execute("DROP TABLE \"App data\".\"Others\"");
        assertThat(events.manager().maintain().created()).containsExactly(made("20260328"), made("20260329"));
    }

    @Test
    void reportSaysWhatWasDoneBeforeTheConnectionWasLost() throws Exception {
        events.day("2026-03-25");
        events.day("2026-03-27");
        events.manager().manage(policy().retention("2 days").build());
        try (Connection real = db.connect()) {
            Connection dying = WatchedConnection.of(real, (connection, sql) -> {
                if (sql.contains("DETACH PARTITION")) {
                    db.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE"
                            + " datname = current_database() AND pid <> pg_backend_pid()");
                }
            });
            MaintenanceReport report = EventsFixture.settings(PartitionManager.builder(dying))
                    .build()
                    .maintain();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.dropped()).isEmpty();
            assertThat(report.failures())
                    .isNotEmpty()
                    .allSatisfy(f -> assertThat(f.message()).contains("\"Events\"", "next pass"));
        }
        assertThat(events.manager().maintain().dropped())
                .containsExactly(QualifiedName.of("App data", "Events_2026-03-25"));
    }
}
