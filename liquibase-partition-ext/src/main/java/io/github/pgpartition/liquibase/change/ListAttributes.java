package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code values}, or value elements. */
record ListAttributes(@Nullable String values, List<PartitionValue> elements) {

    boolean given() {
        return values != null || !elements.isEmpty();
    }

    PartitionBounds bounds() {
        boolean hasValues = values != null && !values.isBlank();
        if (hasValues != elements.isEmpty()) {
            throw new PartitioningException(
                    "Cannot read the bounds of the partition",
                    hasValues ? "values is given beside value elements" : "it has no values",
                    hasValues ? "Keep one of the two ways" : "List them in values, or give value elements");
        }
        return new ListBounds(
                values != null && hasValues
                        ? BoundText.list(values)
                        : elements.stream()
                                .map(element -> BoundText.value(element.getValue() == null ? "" : element.getValue()))
                                .toList());
    }
}
