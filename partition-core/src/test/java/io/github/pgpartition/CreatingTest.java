package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreatingTest {

    private static final String[] AT_UTC_MIDNIGHT = {
        "Events_p20260328 FOR VALUES FROM ('2026-03-28 00:00:00+00') TO ('2026-03-29 00:00:00+00')",
        "Events_p20260329 FOR VALUES FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00')"
    };

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    @Test
    void createsPartitionsThatRowsCanGoInto() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.toText()).isEqualTo("""
                Maintenance at 2026-03-28T12:00:00Z of 1 table: 2 created, 0 detached, 0 dropped, 0 archived, 0 deferred, 0 failed
                  create partition "App data"."Events_p20260328" of "App data"."Events": no partition takes these keys yet
                  create partition "App data"."Events_p20260329" of "App data"."Events": premake 1 partitions of 1 day ahead
                """);
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(events.partitions()).containsExactly(AT_UTC_MIDNIGHT);
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 23:59:59+00'), (2, '2026-03-29 00:00:00+00')");
        assertThat(db.queryStrings("SELECT tableoid::regclass FROM " + EVENTS + " ORDER BY \"Id\""))
                .containsExactly("\"App data\".\"Events_p20260328\"", "\"App data\".\"Events_p20260329\"");
    }

    @Test
    void secondPassHasNothingToDo() {
        PartitionManager manager = events.manager();
        manager.manage(policy().build());
        manager.maintain();
        MaintenanceReport second = manager.maintain();
        assertThat(second.results()).isEmpty();
        assertThat(second.succeeded()).isTrue();
        assertThat(second.toText())
                .isEqualTo("Maintenance at 2026-03-28T12:00:00Z of 1 table: 0 created, 0 detached, 0 dropped,"
                        + " 0 archived, 0 deferred, 0 failed\n");
    }

    @Test
    void newPartitionDoesNotWaitForAReaderOfTheParent() {
        events.day("2026-03-27");
        events.manager().manage(policy().build());
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.results())
                    .hasSize(2)
                    .allMatch(StepResult::isDone)
                    .extracting(StepResult::attempts)
                    .containsOnly(1);
            assertThat(reader.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        }
        assertThat(events.partitionNames()).contains(made("20260328"), made("20260329"));
    }

    @Test
    void newPartitionDoesNotWaitForAWriter() {
        events.day("2026-03-27");
        events.manager().manage(policy().build());
        try (Session writer = db.session("INSERT INTO " + EVENTS + " VALUES (2, '2026-03-27 13:00+00')")) {
            assertThat(events.manager().maintain().results())
                    .extracting(StepResult::attempts)
                    .containsExactly(1, 1);
            writer.execute("INSERT INTO " + EVENTS + " VALUES (3, '2026-03-27 14:00+00')", "COMMIT");
        }
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(3);
    }

    @Test
    void zoneOfSessionAndJvmHaveNoSay() throws SQLException {
        TimeZone jvm = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneId.of("America/New_York")));
        try (Connection tokyo = db.dataSource("Asia/Tokyo").getConnection()) {
            PartitionManager manager =
                    EventsFixture.settings(PartitionManager.builder(tokyo)).build();
            manager.manage(policy().build());
            manager.maintain();
            assertThat(manager.plan().isEmpty()).isTrue();
        } finally {
            TimeZone.setDefault(jvm);
        }
        assertThat(events.partitions()).containsExactly(AT_UTC_MIDNIGHT);
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void boundariesAreWhereTheZoneOfThePolicyHasMidnight() {
        events.manager().manage(policy().timeZone(ZoneId.of("Europe/Berlin")).build());
        events.manager().maintain();
        assertThat(events.partitions())
                .containsExactly(
                        "Events_p20260328 FOR VALUES FROM ('2026-03-27 23:00:00+00') TO ('2026-03-28 23:00:00+00')",
                        "Events_p20260329 FOR VALUES FROM ('2026-03-28 23:00:00+00') TO ('2026-03-29 22:00:00+00')");
    }

    @Test
    void foreignTableWithTheWantedNameIsLeftAloneAndReported() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events_p20260329\" (i int)",
                "CREATE VIEW \"App data\".\"Events_p20260329_2\" AS SELECT 1");
        events.manager().manage(policy().build());
        MaintenanceReport report = events.manager().maintain();
        QualifiedName another = made("20260329_3");
        assertThat(report.created()).containsExactly(made("20260328"), another);
        assertThat(report.findings())
                .containsExactly(new Finding(
                        QualifiedName.parse(EVENTS),
                        "the name \"App data\".\"Events_p20260329\" is taken by something else, so the partition from"
                                + " '2026-03-29 00:00:00+00' is called \"Events_p20260329_3\""));
        assertThat(events.partitionNames()).containsExactly(made("20260328"), another);
    }

    @Test
    void numberKeyFollowsItsHighestKey() {
        events.createTable("Numbers", "bigint");
        PartitionManager manager = events.manager();
        String numbers = "\"App data\".\"Numbers\"";
        manager.manage(io.github.pgpartition.policy.PartitionPolicy.of(numbers, "10")
                .premake(1)
                .build());
        manager.maintain();
        db.execute("INSERT INTO " + numbers + " VALUES (1, 12)");
        assertThat(manager.maintain(numbers).created()).containsExactly(QualifiedName.of("App data", "Numbers_p20"));
        assertThat(events.table(numbers).partitions())
                .extracting(p -> p.bounds().sql())
                .containsExactly(
                        "FOR VALUES FROM ('0') TO ('10')",
                        "FOR VALUES FROM ('10') TO ('20')",
                        "FOR VALUES FROM ('20') TO ('30')");
    }
}
