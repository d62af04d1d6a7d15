package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Calendar months: a month, a quarter, a year. Boundaries are counted from January of year 0, so that quarters and years fall where calendars have them. */
public record MonthInterval(int months) implements Interval {

    private static final LocalDate ANCHOR = LocalDate.of(0, 1, 1);
    private static final int MAX = 12_000;

    public MonthInterval {
        if (months < 1 || months > MAX) {
            throw new PartitioningException(
                    "Cannot use an interval of " + months + " months",
                    "it is not between 1 and " + MAX,
                    "Choose another interval");
        }
    }

    @Override
    public KeyPoint floor(KeyPoint point, ZoneId zone) {
        return Dates.point(start(point, zone), zone);
    }

    @Override
    public KeyPoint next(KeyPoint point, ZoneId zone) {
        return Dates.point(start(point, zone).plusMonths(months), zone);
    }

    private LocalDate start(KeyPoint point, ZoneId zone) {
        long since = ChronoUnit.MONTHS.between(ANCHOR, Dates.date(point, zone).withDayOfMonth(1));
        return ANCHOR.plusMonths(Math.floorDiv(since, months) * months);
    }

    @Override
    public String label(KeyPoint start, ZoneId zone) {
        return Dates.dayLabel(start, zone);
    }

    @Override
    public boolean isNumber() {
        return false;
    }

    @Override
    public String text() {
        boolean years = months % 12 == 0;
        return years ? new Amount(months / 12, Unit.YEAR).toString() : new Amount(months, Unit.MONTH).toString();
    }
}
