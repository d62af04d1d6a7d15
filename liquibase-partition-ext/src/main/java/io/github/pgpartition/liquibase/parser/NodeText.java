package io.github.pgpartition.liquibase.parser;

import static java.util.stream.Collectors.joining;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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
