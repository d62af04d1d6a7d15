package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Minutes and hours. One that divides a day falls where the clock on the wall shows a multiple of it, twice where the clock shows it
 * twice: on the day of a change a partition may be longer or shorter, and none is missing. Any other is an exact length of time, counted
 * from the first midnight of 1970.
 */
public record ClockInterval(Duration width) implements Interval {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MAX = Duration.ofDays(366);

    public ClockInterval {
        if (width.isZero() || width.isNegative() || width.compareTo(MAX) > 0 || width.toSecondsPart() != 0) {
            throw new PartitioningException(
                    "Cannot use an interval of " + width,
                    "it is not between 1 minute and 366 days",
                    "Choose another interval");
        }
    }

    @Override
    public KeyPoint floor(KeyPoint point, ZoneId zone) {
        ZonedDateTime at = Dates.dateTime(point, zone);
        if (!followsTheClock()) {
            return KeyPoint.of(steps(at.toInstant(), zone, 0));
        }
        KeyPoint boundary = Dates.point(at.toLocalDate(), zone);
        for (KeyPoint later = onTheClock(boundary, zone);
                later.compareTo(point) <= 0;
                later = onTheClock(later, zone)) {
            boundary = later;
        }
        return boundary;
    }

    @Override
    public KeyPoint next(KeyPoint point, ZoneId zone) {
        return followsTheClock()
                ? onTheClock(point, zone)
                : KeyPoint.of(steps(Dates.dateTime(point, zone).toInstant(), zone, 1));
    }

    private boolean followsTheClock() {
        return width.compareTo(DAY) < 0 && DAY.toMinutes() % width.toMinutes() == 0;
    }

    private Instant steps(Instant at, ZoneId zone, int more) {
        Instant anchor = LocalDate.EPOCH.atStartOfDay(zone).toInstant();
        long steps = Math.floorDiv(at.getEpochSecond() - anchor.getEpochSecond(), width.toSeconds()) + more;
        return anchor.plus(width.multipliedBy(steps));
    }

    /** The first moment after a point at which the clock shows a multiple of the width, or a new day begins. */
    private KeyPoint onTheClock(KeyPoint point, ZoneId zone) {
        ZonedDateTime at = Dates.dateTime(point, zone);
        long intoStep = Math.floorMod(at.toLocalTime().toNanoOfDay(), width.toNanos());
        Instant candidate = at.toInstant().plusNanos(width.toNanos() - intoStep);
        var change = zone.getRules().nextTransition(at.toInstant());
        if (change != null && !change.getInstant().isAfter(candidate)) {
            ZonedDateTime changed = change.getInstant().atZone(zone);
            boolean boundary = changed.toLocalTime().toNanoOfDay() % width.toNanos() == 0
                    || changed.toLocalTime().equals(LocalTime.MIDNIGHT);
            KeyPoint atChange = KeyPoint.of(change.getInstant());
            return boundary ? atChange : onTheClock(atChange, zone);
        }
        return KeyPoint.of(candidate);
    }

    @Override
    public String label(KeyPoint start, ZoneId zone) {
        return Dates.minuteLabel(start, zone);
    }

    @Override
    public boolean isNumber() {
        return false;
    }

    @Override
    public String text() {
        boolean hours = width.toMinutesPart() == 0;
        return hours
                ? new Amount(width.toHours(), Unit.HOUR).toString()
                : new Amount(width.toMinutes(), Unit.MINUTE).toString();
    }
}
