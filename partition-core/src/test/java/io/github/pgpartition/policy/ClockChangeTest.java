package io.github.pgpartition.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The days on which clocks change: no hole, no overlap, no name twice. */
class ClockChangeTest {

    private static List<KeyRange> day(Interval interval, LocalDate date, ZoneId zone) {
        List<KeyRange> ranges = new ArrayList<>();
        KeyPoint end = KeyPoint.of(date.plusDays(1).atStartOfDay(zone).toInstant());
        KeyPoint at = KeyPoint.of(date.atStartOfDay(zone).toInstant());
        while (at.compareTo(end) < 0) {
            KeyPoint next = interval.next(at, zone);
            ranges.add(new KeyRange(at, next));
            at = next;
        }
        assertThat(at).isEqualTo(end);
        return ranges;
    }

    private static Duration length(KeyRange range) {
        return Duration.between(range.from().instant(), range.to().instant());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29, Europe/Berlin, 23, 23",
        "2026-10-25, Europe/Berlin, 25, 25",
        "2026-03-08, America/New_York, 23, 23",
        "2026-11-01, America/New_York, 25, 25",
        // half an hour forth and back: one partition is as long as the clock takes to show the next full hour
        "2026-10-04, Australia/Lord_Howe, 23.5, 23",
        "2026-04-05, Australia/Lord_Howe, 24.5, 24",
        // midnight is skipped, midnight comes twice
        "2026-03-29, Asia/Beirut, 23, 23",
        "2026-11-01, America/Havana, 25, 25",
        "2026-03-28, Europe/Berlin, 24, 24"
    })
    void dayAndItsHours(LocalDate date, ZoneId zone, double hours, int partitions) {
        List<KeyRange> days = day(Interval.parse("1 day"), date, zone);
        assertThat(days).hasSize(1);
        assertThat(length(days.get(0))).isEqualTo(Duration.ofMinutes((long) (hours * 60)));

        Interval hour = Interval.parse("1 hour");
        List<KeyRange> ranges = day(hour, date, zone);
        assertThat(ranges).hasSize(partitions);
        Set<String> labels = new HashSet<>();
        for (KeyRange range : ranges) {
            assertThat(labels.add(hour.label(range.from(), zone))).isTrue();
            assertThat(hour.floor(range.from(), zone)).isEqualTo(range.from());
            Instant last = range.to().instant().minusNanos(1_000);
            assertThat(hour.floor(KeyPoint.of(last), zone)).isEqualTo(range.from());
            assertThat(length(range)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(90));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29, Europe/Berlin, 92",
        "2026-10-25, Europe/Berlin, 100",
        "2026-10-04, Australia/Lord_Howe, 94",
        "2026-04-05, Australia/Lord_Howe, 98"
    })
    void quartersOfAnHourAreAlwaysFifteenMinutesThere(LocalDate date, ZoneId zone, int partitions) {
        Interval quarter = Interval.parse("15 minutes");
        List<KeyRange> ranges = day(quarter, date, zone);
        assertThat(ranges).hasSize(partitions).allMatch(r -> length(r).equals(Duration.ofMinutes(15)));
        assertThat(ranges.stream().map(r -> quarter.label(r.from(), zone)).distinct())
                .hasSize(partitions);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:30:00Z, Europe/Berlin, 20261025_0200",
        "2026-10-25T01:30:00Z, Europe/Berlin, 20261025_0200b",
        "2026-11-01T05:30:00Z, America/New_York, 20261101_0100",
        "2026-11-01T06:30:00Z, America/New_York, 20261101_0100b",
        "2026-03-29T01:30:00Z, Europe/Berlin, 20260329_0300"
    })
    void hourThatComesTwiceHasTwoNames(Instant moment, ZoneId zone, String label) {
        Interval hour = Interval.parse("1 hour");
        assertThat(hour.label(hour.floor(KeyPoint.of(moment), zone), zone)).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "1 week, 2026-03-23, 167",
        "1 month, 2026-03-01, 743",
        "1 month, 2026-10-01, 745",
        "1 day, 2026-03-29, 23"
    })
    void calendarUnitsTakeTheLengthThatTheZoneGives(String text, LocalDate start, long hours) {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        KeyPoint from = KeyPoint.of(start.atStartOfDay(berlin).toInstant());
        Interval interval = Interval.parse(text);
        assertThat(interval.floor(from, berlin)).isEqualTo(from);
        assertThat(length(new KeyRange(from, interval.next(from, berlin)))).isEqualTo(Duration.ofHours(hours));
    }
}
