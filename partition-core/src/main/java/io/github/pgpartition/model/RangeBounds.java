package io.github.pgpartition.model;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import java.util.List;
import java.util.Optional;

/**
 * Keys from {@code from}, inclusive, to {@code to}, exclusive, compared as rows where the key has several columns.
 *
 * <p>Whether the range is empty is for the server to say: it alone knows the order of the type.
 */
public record RangeBounds(List<BoundValue> from, List<BoundValue> to) implements PartitionBounds {

    public RangeBounds {
        from = List.copyOf(from);
        to = List.copyOf(to);
        if (from.isEmpty() || to.isEmpty()) {
            throw wrong("it has no value", "Give a start and an end for each key column");
        }
        if (from.size() != to.size()) {
            throw wrong(
                    "its start has " + from.size() + " values and its end " + to.size(),
                    "Give a start and an end for each key column");
        }
        if (from.contains(BoundValue.NULL) || to.contains(BoundValue.NULL)) {
            throw wrong("a value is NULL, which no range holds", "Rows with a null key go to the DEFAULT partition");
        }
    }

    public static RangeBounds of(BoundValue from, BoundValue to) {
        return new RangeBounds(List.of(from), List.of(to));
    }

    public static RangeBounds of(String from, String to) {
        return of(BoundValue.of(from), BoundValue.of(to));
    }

    /** Of a key of several columns, all of them literals. */
    public static RangeBounds of(List<String> from, List<String> to) {
        return new RangeBounds(
                from.stream().map(BoundValue::of).toList(),
                to.stream().map(BoundValue::of).toList());
    }

    @Override
    public String sql() {
        return "FOR VALUES FROM (" + list(from) + ") TO (" + list(to) + ")";
    }

    @Override
    public Optional<PartitionStrategy> strategy() {
        return Optional.of(PartitionStrategy.RANGE);
    }

    private static PartitioningException wrong(String why, String next) {
        return new PartitioningException("Cannot use these range bounds", why, next);
    }

    private static String list(List<BoundValue> values) {
        return values.stream().map(BoundValue::sql).collect(joining(","));
    }
}
