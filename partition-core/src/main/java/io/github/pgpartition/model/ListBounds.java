package io.github.pgpartition.model;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keys that equal one of the values; {@link BoundValue#NULL} takes the null keys. */
public record ListBounds(List<BoundValue> values) implements PartitionBounds {

    public ListBounds {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new PartitioningException("Cannot use these list bounds", "they have no value", "Give at least one");
        }
        if (values.contains(BoundValue.MINVALUE) || values.contains(BoundValue.MAXVALUE)) {
            throw new PartitioningException(
                    "Cannot use these list bounds",
                    "MINVALUE and MAXVALUE bound ranges, not lists",
                    "If the text is meant, write it in single quotes: 'MINVALUE'");
        }
    }

    public static ListBounds of(String... values) {
        return new ListBounds(Arrays.stream(values).map(BoundValue::of).toList());
    }

    @Override
    public String sql() {
        return "FOR VALUES IN (" + values.stream().map(BoundValue::sql).collect(joining(",")) + ")";
    }

    @Override
    public Optional<PartitionStrategy> strategy() {
        return Optional.of(PartitionStrategy.LIST);
    }
}
