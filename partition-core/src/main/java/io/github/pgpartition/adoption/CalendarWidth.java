package io.github.pgpartition.adoption;

import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How wide a stretch of time is, as people say it: {@code 1 month} for February. */
final class CalendarWidth {

    private static final int WEEK = 7;

    private CalendarWidth() {}

    /** Empty for one that is a day or longer and does not go from midnight to midnight. */
    static Optional<Interval> of(KeyRange range, ZoneId zone) {
        try {
            return between(at(range.from(), zone), at(range.to(), zone));
        } catch (DateTimeException | ArithmeticException beyondAllCalendars) {
            return Optional.empty();
        }
    }

    private static Optional<Interval> between(ZonedDateTime from, ZonedDateTime to) {
        if (isStartOfDay(from) && isStartOfDay(to) && from.isBefore(to)) {
            return Optional.of(Interval.parse(days(from.toLocalDate(), to.toLocalDate())));
        }
        Duration width = Duration.between(from, to);
        boolean wholeMinutes = width.toMinutes() > 0 && width.toSecondsPart() == 0 && width.toNanosPart() == 0;
        return wholeMinutes && width.compareTo(Duration.ofDays(1)) < 0
                ? Optional.of(Interval.parse(width.toMinutes() + " minutes"))
                : Optional.empty();
    }

    private static String days(LocalDate from, LocalDate to) {
        if (from.getDayOfMonth() == to.getDayOfMonth()) {
            return ChronoUnit.MONTHS.between(from, to) + " months";
        }
        long days = ChronoUnit.DAYS.between(from, to);
        return days % WEEK == 0 ? days / WEEK + " weeks" : days + " days";
    }

    private static ZonedDateTime at(KeyPoint point, ZoneId zone) {
        return point.instant().atZone(zone);
    }

    private static boolean isStartOfDay(ZonedDateTime at) {
        return at.toLocalDate().atStartOfDay(at.getZone()).equals(at);
    }
}
