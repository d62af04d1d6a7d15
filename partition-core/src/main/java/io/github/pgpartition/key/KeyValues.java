package io.github.pgpartition.key;

import static java.time.ZoneOffset.UTC;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundZone;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Java's values as values of columns. A time without an offset is meant in UTC where the column has offsets, and a time with one is in UTC
 * where the column has none: neither the zone of the session nor that of the JVM matters.
 */
final class KeyValues {

    private static final String TIMESTAMPTZ = "timestamp with time zone";
    private static final String TIMESTAMP = "timestamp without time zone";

    private KeyValues() {}

    /**
     * As the driver takes it.
     *
     * @param type of the column or key part, as {@code format_type} prints it
     */
    static @Nullable Object parameter(@Nullable Object value, String type) {
        if (value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof UUID
                || value instanceof byte[]
                || value instanceof LocalTime
                || value instanceof OffsetTime) {
            return value;
        }
        if (value instanceof CharSequence text) {
            return BoundZone.withOffset(text.toString(), type, UTC)
                    .orElseThrow(() -> wrong(
                            "'" + text + "'", "it is a time without an offset, and not in ISO form", "Add its offset"));
        }
        if (value instanceof Character character) {
            return character.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof java.sql.Date date) {
            return local(date.toLocalDate(), type);
        }
        if (value instanceof LocalDate date) {
            return local(date, type);
        }
        if (value instanceof LocalDateTime time) {
            return type.equals(TIMESTAMPTZ) ? time.atOffset(UTC) : time;
        }
        return moment(instant(value), type);
    }

    private static Object local(LocalDate date, String type) {
        return type.equals(TIMESTAMPTZ) ? date.atStartOfDay().atOffset(UTC) : date;
    }

    private static Object moment(Instant instant, String type) {
        OffsetDateTime time = instant.atOffset(UTC);
        return switch (type) {
            case "date" -> time.toLocalDate();
            case TIMESTAMP -> time.toLocalDateTime();
            default -> time;
        };
    }

    private static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (value instanceof Timestamp || value.getClass() == Date.class) {
            return ((Date) value).toInstant();
        }
        throw wrong(
                "a value of " + value.getClass().getName(),
                "nothing says how PostgreSQL writes it",
                "Give it as text, a number, a boolean, a UUID, bytes or a time of java.time");
    }

    /** As PostgreSQL reads it. */
    static @Nullable String text(@Nullable Object value, String type) {
        Object parameter = parameter(value, type);
        if (parameter == null) {
            return null;
        }
        if (parameter instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        return parameter instanceof BigDecimal number ? number.toPlainString() : parameter.toString();
    }

    private static PartitioningException wrong(String what, String why, String next) {
        return new PartitioningException("Cannot use " + what + " as the value of a key", why, next);
    }
}
