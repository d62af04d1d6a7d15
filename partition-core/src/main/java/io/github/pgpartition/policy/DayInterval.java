package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Calendar days, of 23 to 25 hours where the zone changes its clocks. Weeks begin on Monday, as in ISO 8601; other numbers of days are
 * counted from 1970-01-01.
 *
 * @param anchor a day on which a partition begins
 */
public record DayInterval(int days, LocalDate anchor) implements Interval {

    static final LocalDate DAYS = LocalDate.EPOCH;
    static final LocalDate WEEKS = LocalDate.of(1970, 1, 5);

    private static final int MAX = 36_500;

    public DayInterval {
        if (days < 1 || days > MAX) {
            throw new PartitioningException(
                    "Cannot use an interval of " + days + " days",
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
        return Dates.point(start(point, zone).plusDays(days), zone);
    }

    private LocalDate start(KeyPoint point, ZoneId zone) {
        long since = Dates.date(point, zone).toEpochDay() - anchor.toEpochDay();
        return anchor.plusDays(Math.floorDiv(since, days) * days);
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
        boolean weeks = anchor.equals(WEEKS);
        return weeks ? new Amount(days / 7, Unit.WEEK).toString() : new Amount(days, Unit.DAY).toString();
    }
}
