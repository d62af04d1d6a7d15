package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.RangeBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** {@code startRange} and {@code endRange}, or an element for each column of the key. */
record RangeAttributes(@Nullable String start, @Nullable String end, List<PartitionRange> ranges) {

    boolean given() {
        return start != null || end != null || !ranges.isEmpty();
    }

    PartitionBounds bounds() {
        if (ranges.isEmpty()) {
            return new RangeBounds(List.of(value(start, "startRange")), List.of(value(end, "endRange")));
        }
        if (start != null || end != null) {
            throw wrong("startRange or endRange is given beside range elements", "Keep one of the two ways");
        }
        return new RangeBounds(
                ranges.stream().map(range -> value(range.getStart(), "start")).toList(),
                ranges.stream().map(range -> value(range.getEnd(), "end")).toList());
    }

    boolean namesColumns() {
        return ranges.stream().anyMatch(range -> range.getColumn() != null);
    }

    /** With the ranges in the order of the key, where they name its columns. */
    RangeAttributes inOrderOf(PartitionKey key, Database database) {
        if (!namesColumns()) {
            return this;
        }
        List<PartitionRange> left = new ArrayList<>(ranges);
        List<PartitionRange> ordered = new ArrayList<>();
        for (PartitionKey.Part part : key.parts()) {
            PartitionRange range = left.stream()
                    .filter(candidate -> Optional.of(part).equals(part(candidate, database)))
                    .findFirst()
                    .orElseThrow(() -> doesNotFit(key));
            left.remove(range);
            ordered.add(range);
        }
        if (!left.isEmpty()) {
            throw doesNotFit(key);
        }
        return new RangeAttributes(start, end, ordered);
    }

    private static Optional<PartitionKey.Part> part(PartitionRange range, Database database) {
        return Optional.ofNullable(range.getColumn())
                .map(column -> new PartitionKey.Column(ChangelogNames.column(database, column)));
    }

    private PartitioningException doesNotFit(PartitionKey key) {
        String columns = key.parts().stream().map(PartitionKey.Part::sql).collect(joining(", "));
        String named = ranges.stream()
                .map(range -> range.getColumn() == null ? "no column" : range.getColumn())
                .collect(joining(", "));
        return wrong(
                "the key is (" + columns + ") and the range elements name " + named,
                "Give one range for each column of the key; where the key has an expression, leave column out of all of them");
    }

    private static BoundValue value(@Nullable String text, String attribute) {
        if (text == null || text.isBlank()) {
            throw wrong(
                    attribute + " is missing",
                    "Give it a value, or MINVALUE or MAXVALUE for no limit; the empty string is written ''");
        }
        return BoundText.value(text.strip());
    }

    private static PartitioningException wrong(String why, String next) {
        return new PartitioningException("Cannot read the bounds of the partition", why, next);
    }
}
