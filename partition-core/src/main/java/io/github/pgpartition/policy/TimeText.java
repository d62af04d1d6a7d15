package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.TimeLiteral;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.Function;

/** Times in bounds, in PostgreSQL's ISO form. Text without an offset is read as if it were UTC. */
final class TimeText {

    static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NEVER)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT);

    static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern(" HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private TimeText() {}

    static KeyPoint read(BoundValue bound) {
        if (bound instanceof BoundValue.Literal literal) {
            return switch (literal.text()) {
                case "-infinity" -> KeyPoint.LOWEST;
                case "infinity" -> KeyPoint.HIGHEST;
                default -> literal.text().endsWith(" BC") ? KeyPoint.LOWEST : KeyPoint.of(instant(literal.text()));
            };
        }
        return bound.equals(BoundValue.MINVALUE) ? KeyPoint.LOWEST : KeyPoint.HIGHEST;
    }

    static BoundValue write(KeyPoint point, Function<Instant, String> format) {
        if (!point.isFinite()) {
            return point.side() < 0 ? BoundValue.MINVALUE : BoundValue.MAXVALUE;
        }
        return BoundValue.of(format.apply(point.instant()));
    }

    static Instant instant(String text) {
        TimeLiteral literal = TimeLiteral.read(text);
        if (literal == null) {
            throw new PartitioningException(
                    "Cannot read the time '" + text + "'",
                    "it is not in the form 2026-01-31 or 2026-01-31 06:00:00",
                    "Write it so");
        }
        return literal.instant();
    }
}
