package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

/** Half-open: {@code from} belongs to it, {@code to} does not. */
public record KeyRange(KeyPoint from, KeyPoint to) {

    public KeyRange {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
    }

    public boolean contains(KeyPoint point) {
        return from.compareTo(point) <= 0 && point.compareTo(to) < 0;
    }

    public boolean overlaps(KeyRange other) {
        return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
    }

    public boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }
}
