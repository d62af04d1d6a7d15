package io.github.pgpartition.policy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Between points of a time axis and the calendar of a zone. */
final class Dates {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuuMMdd_HHmm", Locale.ROOT);

    private Dates() {}

    static ZonedDateTime dateTime(KeyPoint point, ZoneId zone) {
        try {
            return point.instant().atZone(zone);
        } catch (DateTimeException | ArithmeticException e) {
            throw Interval.outOfRange(point);
        }
    }

    static LocalDate date(KeyPoint point, ZoneId zone) {
        return dateTime(point, zone).toLocalDate();
    }

    /** The moment at which a day begins: midnight, or what comes next where the clocks skip it. */
    static KeyPoint point(LocalDate day, ZoneId zone) {
        return KeyPoint.of(day.atStartOfDay(zone).toInstant());
    }

    static String dayLabel(KeyPoint point, ZoneId zone) {
        return dateTime(point, zone).format(DAY);
    }

    /** An hour that the clock shows twice gets a {@code b} the second time. */
    static String minuteLabel(KeyPoint point, ZoneId zone) {
        ZonedDateTime at = dateTime(point, zone);
        boolean second = !at.equals(at.withEarlierOffsetAtOverlap());
        return at.format(MINUTE) + (second ? "b" : "");
    }
}
