package io.github.pgpartition.liquibase.parser;

import static java.util.stream.Collectors.joining;

import java.math.BigInteger;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values of a changelog as the text that was written. */
final class NodeText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'+00'", Locale.ROOT);
    /** What {@link Date#toString} prints, in the zone of the JVM: core makes it of a YAML time with an offset. */
    private static final Pattern DATE_TO_STRING =
            Pattern.compile("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}");

    private static final Pattern BOOLEAN = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");

    private NodeText() {}

    /** An unquoted YAML date comes as midnight in UTC and is that date again, whatever the zone of the JVM. */
    static String of(@Nullable Object value) {
        if (value instanceof Date date) {
            ZonedDateTime time = date.toInstant().atZone(ZoneOffset.UTC);
            return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? time.toLocalDate().toString()
                    : time.format(TIME);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(NodeText::of).collect(joining(", "));
        }
        return value == null ? "NULL" : value.toString();
    }

    /** What YAML has read as true, false or a decimal number, so that nobody knows how it was written. */
    static List<String> ambiguous(Object value) {
        return each(value)
                .filter(v -> v instanceof Boolean || v instanceof Double || v instanceof Float)
                .map(Object::toString)
                .toList();
    }

    static List<String> wholeNumbers(Object value) {
        return each(value)
                .filter(v -> v instanceof Integer || v instanceof Long || v instanceof BigInteger)
                .map(Object::toString)
                .toList();
    }

    private static Stream<?> each(Object value) {
        return value instanceof Collection<?> list ? list.stream() : Stream.of(value);
    }

    static boolean isUnquotedTime(String text) {
        return DATE_TO_STRING.matcher(text).matches();
    }

    /** Why the text cannot be of the type; empty where it can. */
    static Optional<String> typeProblem(String text, @Nullable Class<?> type) {
        if (type == Boolean.class && !BOOLEAN.matcher(text).matches()) {
            return Optional.of("neither true nor false");
        }
        if (type == Integer.class && !INTEGER.matcher(text).matches()) {
            return Optional.of("not a whole number");
        }
        return Optional.empty();
    }
}
