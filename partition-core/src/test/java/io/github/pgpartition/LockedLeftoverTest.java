package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of the tables that a pass detached and did not get round to drop, one cannot be read, as somebody has it locked. */
class LockedLeftoverTest {

    private static final String OTHER = "\"App data\".\"Other\"";
    private static final QualifiedName LOCKED = QualifiedName.of("App data", "Locked");
    private static final QualifiedName FREE = QualifiedName.of("App data", "Events_2026-03-24");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void twoWereDetached() {
        events.reset();
        events.createTable("Other", "timestamptz");
        events.day("2026-03-24");
        events.day("2026-03-27");
        db.execute(
                "ALTER TABLE " + EVENTS + " DROP CONSTRAINT \"Events_pkey\"",
                "CREATE TABLE " + LOCKED.sql() + " PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-25 00:00+00') TO ('2026-03-26 00:00+00')"
                        + " PARTITION BY LIST ((\"Id\" % 2))",
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'not now'; END $$",
                "CREATE EVENT TRIGGER refuse ON sql_drop EXECUTE FUNCTION \"App data\".refuse()");
        events.manager().manage(policy().retention("2 days").build());
        assertThat(events.manager().maintain().detached()).containsExactlyInAnyOrder(LOCKED, FREE);
        db.execute("DROP EVENT TRIGGER refuse");
        events.manager().manage(PartitionPolicy.of(OTHER, "1 day").premake(1).build());
    }

    @Test
    void otherLeftoversAndOtherTablesAreNotStopped() {
        try (Session ddl = db.session("LOCK TABLE " + LOCKED.sql() + " IN ACCESS EXCLUSIVE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(report.dropped()).containsExactly(FREE);
            assertThat(report.created()).hasSize(2);
            assertThat(report.findings())
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .startsWith("table " + LOCKED.sql()
                            + " was detached to be dropped, and is left alone now, as what is below it could not be read"
                            + " (Cannot read the partition key of " + LOCKED.sql())
                    .contains("in the way: pid " + ddl.pid());
        }
        assertThat(events.exists(LOCKED)).isTrue();
        assertThat(events.exists(FREE)).isFalse();
        assertThat(events.table(OTHER).partitions()).hasSize(2);
        assertThat(events.manager().maintain().dropped()).containsExactly(LOCKED);
    }
}
