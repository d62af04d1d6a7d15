package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.time.Duration;
import java.time.ZoneId;

/**
 * The width of the partitions of a table, and with it a grid of boundaries that depends on nothing but the interval and the zone: the
 * same whenever and wherever it is asked for.
 */
public sealed interface Interval permits MonthInterval, DayInterval, ClockInterval, NumberInterval {

    static Interval parse(String text) {
        Amount amount = Amount.parse("interval", text);
        Unit unit = amount.unit();
        if (unit == null) {
            return new NumberInterval(amount.count());
        }
        int count = Math.toIntExact(Math.min(amount.count(), Integer.MAX_VALUE));
        return switch (unit) {
            case MINUTE -> new ClockInterval(Duration.ofMinutes(count));
            case HOUR -> new ClockInterval(Duration.ofHours(count));
            case DAY -> new DayInterval(count, DayInterval.DAYS);
            case WEEK -> new DayInterval(Math.multiplyExact(count, 7), DayInterval.WEEKS);
            case MONTH -> new MonthInterval(count);
            case YEAR -> new MonthInterval(Math.multiplyExact(count, 12));
        };
    }

    /** The last boundary at or before a point. */
    KeyPoint floor(KeyPoint point, ZoneId zone);

    /** The first boundary after a point. */
    KeyPoint next(KeyPoint point, ZoneId zone);

    /** The start of a partition as names have it, as fine as the interval needs: {@code 20260131}, {@code 20260131_0600}. */
    String label(KeyPoint start, ZoneId zone);

    boolean isNumber();

    /** As a policy says it: {@code 1 day}. */
    String text();

    static PartitioningException outOfRange(KeyPoint point) {
        return new PartitioningException(
                "Cannot find the partition boundary near " + point.value(),
                "it lies beyond the dates that can be computed with",
                "Check startAt and the bounds of the existing partitions");
    }
}
