package io.github.pgpartition.maintenance;

import static io.github.pgpartition.maintenance.PlanText.creates;
import static io.github.pgpartition.maintenance.PlanText.days;
import static io.github.pgpartition.maintenance.PlanText.removals;
import static io.github.pgpartition.maintenance.PlanText.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PremakeTest {

    private static final String TABLE = "\"App data\".\"Events\"";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # now                        | existing                                       | premake | created
            # from nothing
            2026-03-28T12:00:00Z         | -                                              | 2       | 2026-03-28, 2026-03-29, 2026-03-30
            2026-03-28T00:00:00Z         | -                                              | 1       | 2026-03-28, 2026-03-29
            2026-03-27T23:59:59.999999Z  | -                                              | 1       | 2026-03-27, 2026-03-28
            2024-02-28T12:00:00Z         | -                                              | 2       | 2024-02-28, 2024-02-29, 2024-03-01
            # all there
            2026-03-28T12:00:00Z         | 2026-03-28, 2026-03-29, 2026-03-30             | 2       | -
            # premake raised, and lowered again
            2026-03-28T12:00:00Z         | 2026-03-28, 2026-03-29                         | 3       | 2026-03-30, 2026-03-31
            2026-03-28T12:00:00Z         | 2026-03-28, 2026-03-29, 2026-03-30, 2026-03-31 | 1       | -
            # the newest ones dropped by hand
            2026-03-28T12:00:00Z         | 2026-03-28                                     | 2       | 2026-03-29, 2026-03-30
            # one in the middle, and the current one
            2026-03-28T12:00:00Z         | 2026-03-28, 2026-03-30                         | 2       | 2026-03-29
            2026-03-28T12:00:00Z         | 2026-03-29, 2026-03-30                         | 2       | 2026-03-28
            # a hole in the past
            2026-03-28T12:00:00Z         | 2026-03-25, 2026-03-28, 2026-03-29             | 1       | 2026-03-26, 2026-03-27
            # months away
            2026-03-28T12:00:00Z         | 2026-03-24                                     | 1       | 2026-03-25, 2026-03-26, 2026-03-27, 2026-03-28, 2026-03-29
            # far in the future only
            2026-03-28T12:00:00Z         | 2026-04-02                                     | 1       | 2026-03-28, 2026-03-29
            # a DEFAULT partition changes nothing
            2026-03-28T12:00:00Z         | 2026-03-28, DEFAULT                            | 1       | 2026-03-29
            # one whose detach is pending still has its range
            2026-03-28T12:00:00Z         | 2026-03-28, 2026-03-29!                        | 2       | 2026-03-30
            """)
    void createsWhatIsMissingInTheWindow(Instant now, String existing, int premake, String created) {
        var policy = PartitionPolicy.of(TABLE, "1 day").premake(premake).build();
        assertThat(creates(MaintenancePlanner.plan(days(existing), policy, now)))
                .isEqualTo(created);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # interval | existing                                       | created
            # a wide one is respected, and what lies beside it is filled
            1 day      | 2026-03-01..2026-03-30                         | 2026-03-30
            1 day      | 2026-03-26..2026-03-28, 2026-03-29             | 2026-03-28, 2026-03-30
            1 month    | 2026-03-01..2026-03-11, 2026-04-01..2026-05-01 | 2026-03-11..2026-04-01, 2026-05-01..2026-06-01
            # narrow ones in the middle of a wide period
            1 month    | 2026-03-10, 2026-03-20                         | 2026-03-01..2026-03-10, 2026-03-11..2026-03-20, 2026-03-21..2026-04-01, 2026-04-01..2026-05-01, 2026-05-01..2026-06-01
            # the interval was made longer: on from the end of the last bound, then on the grid; the current period is filled whole
            1 month    | 2026-03-27, 2026-03-28                         | 2026-03-01..2026-03-27, 2026-03-29..2026-04-01, 2026-04-01..2026-05-01, 2026-05-01..2026-06-01
            1 week     | 2026-03-28                                     | 2026-03-23..2026-03-28, 2026-03-29, 2026-03-30..2026-04-06, 2026-04-06..2026-04-13
            # the interval was made shorter
            1 day      | 2026-02-01..2026-03-01, 2026-03-01..2026-04-01 | -
            1 day      | 2026-02-01..2026-03-28                         | 2026-03-28, 2026-03-29, 2026-03-30
            # open ends
            1 day      | MINVALUE..2026-03-28                           | 2026-03-28, 2026-03-29, 2026-03-30
            1 day      | MINVALUE..2026-03-20, 2026-03-27               | 2026-03-20, 2026-03-21, 2026-03-22, 2026-03-23, 2026-03-24, 2026-03-25, 2026-03-26, 2026-03-28, 2026-03-29, 2026-03-30
            1 day      | 2026-03-29..MAXVALUE                           | 2026-03-28
            1 day      | 2026-03-27..infinity                           | -
            1 day      | -infinity..2026-03-29                          | 2026-03-29, 2026-03-30
            1 day      | MINVALUE..MAXVALUE                             | -
            """)
    void respectsNeighboursOfAnotherWidth(String interval, String existing, String created) {
        var policy = PartitionPolicy.of(TABLE, interval).premake(2).build();
        var plan = MaintenancePlanner.plan(days(existing), policy, Instant.parse("2026-03-28T12:00:00Z"));
        assertThat(creates(plan)).isEqualTo(created);
        assertThat(removals(plan)).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # startAt    | retention | existing   | created
            2026-03-26   |           | -          | 2026-03-26, 2026-03-27, 2026-03-28, 2026-03-29
            2026-04-01   |           | -          | 2026-03-28, 2026-03-29
            2026-03-26   |           | 2026-03-25 | 2026-03-26, 2026-03-27, 2026-03-28, 2026-03-29
            2026-03-25   |           | 2026-03-27 | 2026-03-25, 2026-03-26, 2026-03-28, 2026-03-29
            # nothing that would be dropped at once
            2026-01-01   | 2 days    | -          | 2026-03-26, 2026-03-27, 2026-03-28, 2026-03-29
            """)
    void makesPartitionsFromStartAtOn(String startAt, String retention, String existing, String created) {
        var builder = PartitionPolicy.of(TABLE, "1 day").premake(1).startAt(startAt);
        var policy = (retention == null ? builder : builder.retention(retention)).build();
        assertThat(creates(MaintenancePlanner.plan(days(existing), policy, Instant.parse("2026-03-28T12:00:00Z"))))
                .isEqualTo(created);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type                        | zone             | created
            date                          | Europe/Berlin    | 2026-03-29, 2026-03-30
            timestamp without time zone   | Europe/Berlin    | 2026-03-29 00:00:00..2026-03-30 00:00:00, 2026-03-30 00:00:00..2026-03-31 00:00:00
            timestamp with time zone      | Europe/Berlin    | 2026-03-28 23:00:00+00..2026-03-29 22:00:00+00, 2026-03-29 22:00:00+00..2026-03-30 22:00:00+00
            timestamp with time zone      | UTC              | 2026-03-28 00:00:00+00..2026-03-29 00:00:00+00, 2026-03-29 00:00:00+00..2026-03-30 00:00:00+00
            timestamp with time zone      | America/New_York | 2026-03-28 04:00:00+00..2026-03-29 04:00:00+00, 2026-03-29 04:00:00+00..2026-03-30 04:00:00+00
            """)
    void putsBoundariesWhereTheZoneOfThePolicyHasMidnight(String type, ZoneId zone, String created) {
        var policy =
                PartitionPolicy.of(TABLE, "1 day").premake(1).timeZone(zone).build();
        assertThat(creates(MaintenancePlanner.plan(table(type, "-"), policy, Instant.parse("2026-03-28T23:30:00Z"))))
                .isEqualTo(created);
    }
}
