package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The stretch of the axis in which every key must have a partition. */
record Window(KeyPoint from, KeyPoint to) {

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

    private static void cut(KeyPoint from, KeyPoint to, Interval interval, ZoneId zone, List<KeyRange> pieces) {
        KeyPoint at = from;
        while (at.compareTo(to) < 0) {
            KeyPoint end = KeyPoint.min(interval.next(at, zone), to);
            pieces.add(new KeyRange(at, end));
            at = end;
        }
    }
}
