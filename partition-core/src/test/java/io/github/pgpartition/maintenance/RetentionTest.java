package io.github.pgpartition.maintenance;

import static io.github.pgpartition.maintenance.PlanText.creates;
import static io.github.pgpartition.maintenance.PlanText.days;
import static io.github.pgpartition.maintenance.PlanText.findings;
import static io.github.pgpartition.maintenance.PlanText.removals;
import static io.github.pgpartition.maintenance.PlanText.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {

    private static final String TABLE = "\"App data\".\"Events\"";

    private static TablePlan plan(String interval, String retention, String now, String existing) {
        var policy = PartitionPolicy.of(TABLE, interval)
                .premake(1)
                .retention(retention)
                .build();
        return MaintenancePlanner.plan(days(existing), policy, Instant.parse(now));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # interval | retention | now                         | existing               | removed
            1 day      | 2 days    | 2026-03-28T00:00:00Z        | 2026-03-25             | detach 2026-03-25, drop 2026-03-25
            1 day      | 2 days    | 2026-03-28T00:00:00.000001Z | 2026-03-25             | detach 2026-03-25, drop 2026-03-25
            1 day      | 2 days    | 2026-03-27T23:59:59.999999Z | 2026-03-25             | -
            1 day      | 48 hours  | 2026-03-28T00:00:00Z        | 2026-03-25             | detach 2026-03-25, drop 2026-03-25
            1 day      | 48 hours  | 2026-03-27T23:59:59.999999Z | 2026-03-25             | -
            # weeks, quarters and years by their upper bounds
            1 week     | 10 days   | 2026-03-19T00:00:00Z        | 2026-03-02..2026-03-09 | detach 2026-03-02..2026-03-09, drop 2026-03-02..2026-03-09
            1 week     | 10 days   | 2026-03-18T23:59:59.999999Z | 2026-03-02..2026-03-09 | -
            3 months   | 1 year    | 2026-04-01T00:00:00Z        | 2025-01-01..2025-04-01 | detach 2025-01-01..2025-04-01, drop 2025-01-01..2025-04-01
            3 months   | 1 year    | 2026-03-31T23:59:59.999999Z | 2025-01-01..2025-04-01 | -
            # one month before the last days of months: 28, 29, 30 and 31 days
            1 day      | 1 month   | 2026-03-28T00:00:00Z        | 2026-02-27             | detach 2026-02-27, drop 2026-02-27
            1 day      | 1 month   | 2026-03-29T00:00:00Z        | 2026-02-27             | detach 2026-02-27, drop 2026-02-27
            1 day      | 1 month   | 2026-03-31T00:00:00Z        | 2026-02-27             | detach 2026-02-27, drop 2026-02-27
            1 day      | 1 month   | 2026-03-31T23:59:59Z        | 2026-02-28             | -
            1 day      | 1 month   | 2026-04-01T00:00:00Z        | 2026-02-28             | detach 2026-02-28, drop 2026-02-28
            1 day      | 1 month   | 2024-03-31T00:00:00Z        | 2024-02-28             | detach 2024-02-28, drop 2024-02-28
            1 day      | 1 month   | 2024-03-31T23:59:59Z        | 2024-02-29             | -
            1 day      | 1 month   | 2026-05-31T00:00:00Z        | 2026-04-29             | detach 2026-04-29, drop 2026-04-29
            1 day      | 1 month   | 2026-05-31T23:59:59Z        | 2026-04-30             | -
            1 day      | 1 year    | 2028-02-29T23:59:59Z        | 2027-02-28             | -
            1 day      | 1 year    | 2028-02-29T00:00:00Z        | 2027-02-27             | detach 2027-02-27, drop 2027-02-27
            """)
    void removesPartitionWhoseUpperBoundIsAtOrBeforeTheCutoff(
            String interval, String retention, String now, String existing, String removed) {
        assertThat(removals(plan(interval, retention, now, existing))).isEqualTo(removed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # existing                                 | removed
            # a wide one by its real bound
            2026-01-01..2026-03-27                     | -
            2026-01-01..2026-03-26                     | detach 2026-01-01..2026-03-26, drop 2026-01-01..2026-03-26
            MINVALUE..2026-03-26                       | detach MINVALUE..2026-03-26, drop MINVALUE..2026-03-26
            MINVALUE..2026-03-27                       | -
            MINVALUE..MAXVALUE                         | -
            2020-01-01..MAXVALUE                       | -
            2020-01-01..infinity                       | -
            # never DEFAULT, never the current one, never one to come
            DEFAULT                                    | -
            2026-03-28, 2026-03-29                     | -
            2026-03-01..2026-04-01                     | -
            # each by itself, oldest first
            2026-03-25, 2026-03-28, 2026-03-01         | detach 2026-03-01, drop 2026-03-01, detach 2026-03-25, drop 2026-03-25
            """)
    void goesByRealBounds(String existing, String removed) {
        assertThat(removals(plan("1 day", "2 days", "2026-03-28T12:00:00Z", existing)))
                .isEqualTo(removed);
    }

    @Test
    void keepsPartitionThatStraddlesTheCutoff() {
        assertThat(removals(plan("1 month", "10 days", "2026-03-28T12:00:00Z", "2026-03-01..2026-04-01")))
                .isEqualTo("-");
        assertThat(removals(plan("1 month", "10 days", "2026-04-05T12:00:00Z", "2026-03-01..2026-04-01")))
                .isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # zone             | now                         | removed
            # 2026-03-29 has 23 hours in Berlin: two days before midnight of the 31st
            Europe/Berlin      | 2026-03-30T22:00:00Z        | detach 2026-03-28, drop 2026-03-28
            Europe/Berlin      | 2026-03-30T21:59:59.999999Z | -
            UTC                | 2026-03-31T00:00:00Z        | detach 2026-03-28, drop 2026-03-28
            UTC                | 2026-03-30T23:59:59.999999Z | -
            America/New_York   | 2026-03-31T04:00:00Z        | detach 2026-03-28, drop 2026-03-28
            America/New_York   | 2026-03-31T03:59:59.999999Z | -
            """)
    void countsDaysOfTheZoneOfThePolicy(ZoneId zone, Instant now, String removed) {
        var policy = PartitionPolicy.of(TABLE, "1 day")
                .retention("2 days")
                .timeZone(zone)
                .build();
        assertThat(removals(MaintenancePlanner.plan(days("2026-03-28"), policy, now)))
                .isEqualTo(removed);
    }

    @Test
    void makesNothingThatItWouldRemoveAtOnce() {
        TablePlan plan = plan("1 month", "5 months", "2026-03-28T12:00:00Z", "2024-01-01..2024-02-01");
        assertThat(removals(plan)).isEqualTo("detach 2024-01-01..2024-02-01, drop 2024-01-01..2024-02-01");
        assertThat(creates(plan)).isEqualTo("2026-03-01..2026-04-01, 2026-04-01..2026-05-01");
    }

    @Test
    void fillsHolesOnlyUpToTheCutoff() {
        TablePlan plan = plan("1 day", "2 days", "2026-03-28T12:00:00Z", "2026-03-01..2026-03-27, 2026-03-29");
        assertThat(removals(plan)).isEqualTo("-");
        assertThat(creates(plan)).isEqualTo("2026-03-27, 2026-03-28");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # hold                                           | removed
            2026-03-24..2026-03-26                           | detach 2026-03-23, drop 2026-03-23
            2026-03-23..2026-03-24, 2026-03-25..2026-03-26   | detach 2026-03-24, drop 2026-03-24
            2026-03-23..2026-03-26                           | -
            2026-03-24 12:00:00..2026-03-24 12:00:01         | detach 2026-03-23, drop 2026-03-23, detach 2026-03-25, drop 2026-03-25
            # half-open on both sides
            2026-03-26..2026-03-27                           | detach 2026-03-23, drop 2026-03-23, detach 2026-03-24, drop 2026-03-24, detach 2026-03-25, drop 2026-03-25
            2026-03-22..2026-03-23                           | detach 2026-03-23, drop 2026-03-23, detach 2026-03-24, drop 2026-03-24, detach 2026-03-25, drop 2026-03-25
            """)
    void keepsPartitionThatOverlapsHold(String hold, String removed) {
        var policy = PartitionPolicy.of(TABLE, "1 day")
                .retention("2 days")
                .hold(hold)
                .build();
        String existing = "2026-03-23, 2026-03-24, 2026-03-25";
        assertThat(removals(MaintenancePlanner.plan(days(existing), policy, Instant.parse("2026-03-28T12:00:00Z"))))
                .isEqualTo(removed);
    }

    @Test
    void saysWhatAHoldKept() {
        var policy = PartitionPolicy.of(TABLE, "1 day")
                .retention("2 days")
                .hold("2026-03-23..2026-03-24")
                .build();
        assertThat(findings(MaintenancePlanner.plan(
                        table("date", "2026-03-23"), policy, Instant.parse("2026-03-28T12:00:00Z"))))
                .containsExactly("partition \"App data\".\"part 1\" is past its retention and kept by a hold");
    }
}
