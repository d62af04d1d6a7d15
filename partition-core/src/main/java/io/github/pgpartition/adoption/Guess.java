package io.github.pgpartition.adoption;

import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An interval, and how well it explains the partitions that are there.
 *
 * @param wide  how many are as wide as the interval
 * @param exact how many of them also begin where those of the interval do
 */
record Guess(Reading reading, Interval interval, int wide, int exact) {

    /** The best for one way of reading; of two that are as good, that of the newer partition. Empty where it explains nothing. */
    static Optional<Guess> best(Reading reading, List<Slot> newestFirst) {
        List<KeyRange> ranges = newestFirst.stream()
                .flatMap(slot -> reading.range(slot.bounds()).stream())
                .toList();
        List<@Nullable Interval> widths = new ArrayList<>();
        ranges.forEach(range -> widths.add(reading.width(range).orElse(null)));
        Set<Interval> candidates = new LinkedHashSet<>();
        widths.stream().filter(Objects::nonNull).forEach(candidates::add);
        return candidates.stream()
                .map(interval -> of(reading, interval, ranges, widths))
                .reduce((one, other) -> other.isBetterThan(one) ? other : one);
    }

    private static Guess of(
            Reading reading, Interval interval, List<KeyRange> ranges, List<@Nullable Interval> widths) {
        int wide = 0;
        int exact = 0;
        for (int i = 0; i < ranges.size(); i++) {
            boolean fits = reading.fits(ranges.get(i), interval);
            exact += fits ? 1 : 0;
            wide += fits || interval.equals(widths.get(i)) ? 1 : 0;
        }
        return new Guess(reading, interval, wide, exact);
    }

    boolean isBetterThan(Guess other) {
        return wide != other.wide ? wide > other.wide : exact > other.exact;
    }

    /** A number is taken for a time only where boundaries fall where those of the interval do. */
    boolean explainsMostOf(int partitions) {
        return 2 * (reading.encoding().isEmpty() ? wide : exact) >= partitions;
    }
}
