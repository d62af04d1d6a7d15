package io.github.pgpartition.catalog;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The server prints a {@code timestamptz} bound in the zone of the session. Here every one is written in UTC, so that the same bound is
 * the same text whoever reads it.
 */
final class TimestampText {

    private static final String TIMESTAMPTZ = "timestamp with time zone";

    /** As PostgreSQL prints it under DateStyle ISO, which the JDBC driver holds it to. An offset may begin with {@code +00}. */
    private static final DateTimeFormatter READ = formatter("Z");

    private static final DateTimeFormatter WRITE = formatter("+00");

    private static DateTimeFormatter formatter(String utc) {
        return new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NEVER)
                .appendPattern("-MM-dd HH:mm:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
                .appendOffset("+HH:mm:ss", utc)
                .toFormatter(Locale.ROOT);
    }

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
        try {
            return OffsetDateTime.parse(text, READ)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .format(WRITE);
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
