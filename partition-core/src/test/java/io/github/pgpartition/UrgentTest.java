package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is deferred is no failure, as long as rows have a partition for one interval more. */
class UrgentTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void reset() {
        events.reset();
        events.manager().manage(policy().premake(3).build());
    }

    private MaintenanceReport passWhileLocked() {
        try (Session other = db.session("LOCK TABLE " + EVENTS + " IN SHARE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred()).allMatch(r -> r.message().contains("pid " + other.pid()));
            return report;
        }
    }

    @Test
    void partitionThatRowsNeedSoonIsAFailure() {
        MaintenanceReport report = passWhileLocked();
        assertThat(report.deferred()).hasSize(4);
        assertThat(report.succeeded()).isFalse();
        assertThat(report.failures())
                .extracting(f -> f.message().replaceAll(": [31] attempts? of.*", ""))
                .containsExactly(
                        "Cannot create partition \"App data\".\"Events_p20260328\" of \"App data\".\"Events\": it had to be deferred, and within"
                                + " one interval rows have no partition without it",
                        "Cannot create partition \"App data\".\"Events_p20260329\" of \"App data\".\"Events\": it had to be deferred, and within"
                                + " one interval rows have no partition without it");
    }

    @Test
    void partitionForLaterIsNone() {
        events.day("2026-03-28");
        events.day("2026-03-29");
        MaintenanceReport report = passWhileLocked();
        assertThat(report.deferred()).hasSize(2);
        assertThat(report.failures()).isEmpty();
        assertThat(report.succeeded()).isTrue();
    }

    @Test
    void gapInThePastIsNone() {
        events.day("2026-03-24");
        events.day("2026-03-26");
        events.day("2026-03-28");
        events.day("2026-03-29");
        MaintenanceReport report = passWhileLocked();
        assertThat(report.deferred()).hasSize(4);
        assertThat(report.failures()).isEmpty();
    }
}
