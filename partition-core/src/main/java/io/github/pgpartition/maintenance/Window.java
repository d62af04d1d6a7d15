package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The stretch of the axis in which every key must have a partition. */
record Window(KeyPoint from, KeyPoint to) {

    /** As many partitions as a pass makes for one table, and as may be missing when it is declared. */
    static final int LIMIT = 1_000;

    /** From the current period to the end of the one that lies {@code premake} periods ahead. */
    static Window ahead(Interval interval, ZoneId zone, KeyPoint now, int premake) {
        KeyPoint from = interval.floor(now, zone);
        KeyPoint to = interval.next(from, zone);
        for (int i = 0; i < premake; i++) {
            to = interval.next(to, zone);
        }
        return new Window(from, to);
    }

    Window startingAt(KeyPoint earlier) {
        return new Window(KeyPoint.min(earlier, from), to);
    }

    Window notBefore(KeyPoint later) {
        return new Window(KeyPoint.min(KeyPoint.max(later, from), to), to);
    }

    /**
     * The parts of the window that no existing range covers, cut at the boundaries of the grid: a neighbour of another width is respected,
     * and what is left beside it is filled.
     *
     * @param existing in the order of their starts
     */
    List<KeyRange> missing(List<KeyRange> existing, Interval interval, ZoneId zone) {
        List<KeyRange> missing = new ArrayList<>();
        KeyPoint at = from;
        for (KeyRange range : existing) {
            if (range.from().compareTo(to) >= 0) {
                break;
            }
            cut(at, range.from(), interval, zone, missing);
            at = KeyPoint.max(at, range.to());
        }
        cut(at, to, interval, zone, missing);
        return missing;
    }

    /** How many pieces are missing, up to some where periods differ in length. */
    long count(List<KeyRange> existing, Interval interval, ZoneId zone) {
        long count = 0;
        KeyPoint at = from;
        for (KeyRange range : existing) {
            count += estimate(at, KeyPoint.min(range.from(), to), interval, zone);
            at = KeyPoint.max(at, range.to());
        }
        return count + estimate(at, to, interval, zone);
    }

    private static long estimate(KeyPoint from, KeyPoint to, Interval interval, ZoneId zone) {
        return from.compareTo(to) >= 0
                ? 0
                : to.value()
                        .subtract(from.value())
                        .divide(width(from, interval, zone), 0, RoundingMode.CEILING)
                        .longValue();
    }

    private static BigDecimal width(KeyPoint at, Interval interval, ZoneId zone) {
        KeyPoint start = interval.floor(at, zone);
        return interval.next(start, zone).value().subtract(start.value());
    }

    /** Of a stretch with many more pieces than are made at once the last ones are enough. */
    private static KeyPoint lastOf(KeyPoint from, KeyPoint to, Interval interval, ZoneId zone) {
        if (estimate(from, to, interval, zone) <= 2 * LIMIT) {
            return from;
        }
        BigDecimal enough = width(from, interval, zone).multiply(BigDecimal.valueOf(2 * LIMIT));
        return interval.floor(KeyPoint.of(to.value().subtract(enough)), zone);
    }

    private static void cut(KeyPoint from, KeyPoint to, Interval interval, ZoneId zone, List<KeyRange> pieces) {
        KeyPoint at = lastOf(from, to, interval, zone);
        while (at.compareTo(to) < 0) {
            KeyPoint end = KeyPoint.min(interval.next(at, zone), to);
            pieces.add(new KeyRange(at, end));
            at = end;
        }
    }
}
