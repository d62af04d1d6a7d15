package io.github.pgpartition.catalog;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.model.TimeLiteral;
import java.util.ArrayList;
import java.util.List;

/**
 * The server prints a {@code timestamptz} bound in the zone of the session. Here every one is written in UTC, so that the same bound is
 * the same text whoever reads it.
 */
final class TimestampText {

    private static final String TIMESTAMPTZ = "timestamp with time zone";

    private TimestampText() {}

    static PartitionBounds inUtc(PartitionBounds bounds, List<String> keyTypes) {
        if (!keyTypes.contains(TIMESTAMPTZ)) {
            return bounds;
        }
        if (bounds instanceof RangeBounds range) {
            return new RangeBounds(inUtc(range.from(), keyTypes), inUtc(range.to(), keyTypes));
        }
        if (bounds instanceof ListBounds list) {
            return new ListBounds(
                    list.values().stream().map(v -> inUtc(v, keyTypes.get(0))).toList());
        }
        return bounds;
    }

    private static List<BoundValue> inUtc(List<BoundValue> values, List<String> keyTypes) {
        List<BoundValue> changed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            changed.add(inUtc(values.get(i), keyTypes.get(i)));
        }
        return changed;
    }

    private static BoundValue inUtc(BoundValue value, String type) {
        return type.equals(TIMESTAMPTZ) && value instanceof BoundValue.Literal literal
                ? BoundValue.of(inUtc(literal.text()))
                : value;
    }

    /** Text that is no date of our era ({@code infinity}, BC) stays as it is. */
    static String inUtc(String text) {
        if (text.endsWith("+00")) {
            return text;
        }
        TimeLiteral literal = TimeLiteral.read(text);
        return literal == null || literal.offset() == null ? text : literal.inUtc();
    }
}
