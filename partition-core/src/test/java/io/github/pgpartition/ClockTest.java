package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node whose clock is wrong takes nothing away that is not over by the server's. */
class ClockTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final Duration YEARS = Duration.ofDays(3_650);

    private final EventsFixture events = new EventsFixture(db);
    private final LocalDate today = LocalDate.ofInstant(Instant.now(), UTC);
    private QualifiedName old;
    private QualifiedName young;

    @BeforeEach
    void reset() {
        events.reset();
        old = events.day(today.minusDays(40).toString());
        young = events.day(today.minusDays(3).toString());
        events.builder()
                .clock(InstantSource.system())
                .build()
                .manage(policy().startAt(today.minusDays(1).toString())
                        .retention("30 days")
                        .build());
    }

    private PartitionManager node(InstantSource clock) {
        return events.builder().systemClock(clock).build();
    }

    /** When rows would have no partition. */
    private LocalDate end() {
        return LocalDate.ofInstant(
                events.manager().status().get(0).runwayEndsAt().orElseThrow(), UTC);
    }

    private static void tellsOfBoth(List<Finding> findings, Instant node) {
        assertThat(findings)
                .filteredOn(f -> f.message().contains("clock"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.table()).isEqualTo(QualifiedName.parse(EVENTS));
                    assertThat(f.message())
                            .startsWith("the clock of this node says " + node + ", and that of the server ")
                            .endsWith(
                                    ": for all tables, partitions are made by the server's, and retention goes by the earlier of the"
                                            + " two. Set the clock that is wrong");
                });
    }

    @Test
    void nodeYearsAheadDropsNothingThatIsNotOverByTheServer() {
        Instant ahead = Instant.now().plus(YEARS);
        PartitionManager manager = node(() -> ahead);
        MaintenancePlan plan = manager.plan();
        tellsOfBoth(plan.findings(), ahead);
        assertThat(plan.now()).isBefore(ahead.minus(YEARS.dividedBy(2)));
        MaintenanceReport report = manager.maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.dropped()).containsExactly(old);
        assertThat(events.exists(young)).isTrue();
        assertThat(end()).isBefore(today.plusDays(10));
        tellsOfBoth(report.findings(), ahead);
    }

    @Test
    void nodeYearsBehindDropsNothingAndMakesWhatTheServerNeeds() {
        Instant behind = Instant.now().minus(YEARS);
        MaintenanceReport report = node(() -> behind).maintain();
        assertThat(report.dropped()).isEmpty();
        assertThat(end()).isAfter(today);
        tellsOfBoth(report.findings(), behind);
    }

    @Test
    void halfAMinuteIsNothingToTell() {
        MaintenanceReport report =
                node(() -> Instant.now().plus(Duration.ofSeconds(30))).maintain();
        assertThat(report.dropped()).containsExactly(old);
        assertThat(report.findings()).noneMatch(f -> f.message().contains("clock"));
    }

    @Test
    void clockThatWasGivenIsBelieved() {
        Instant ahead = Instant.now().plus(YEARS);
        MaintenanceReport report =
                events.builder().clock(InstantSource.fixed(ahead)).build().maintain();
        assertThat(report.dropped()).contains(old, young);
        assertThat(report.findings()).noneMatch(f -> f.message().contains("clock"));
    }
}
