package io.github.pgpartition.policy;

import java.util.Locale;
import java.util.Optional;

/** A unit of time. Days and longer are calendar units: they take the length that the zone gives them. */
public enum Unit {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /** {@code day}, {@code days}, {@code DAY}: any case, with or without the plural's s. */
    static Optional<Unit> parse(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        for (Unit unit : values()) {
            if (upper.equals(unit.name()) || upper.equals(unit.name() + "S")) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    String word(long count) {
        return name().toLowerCase(Locale.ROOT) + (count == 1 ? "" : "s");
    }
}
