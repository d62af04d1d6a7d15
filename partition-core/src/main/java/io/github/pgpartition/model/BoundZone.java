package io.github.pgpartition.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds whose times have no offset, and the zone in which they are meant. Without it the server would read them in the zone of the
 * session.
 */
public final class BoundZone {

    private static final String TIMESTAMPTZ = "timestamp with time zone";
    private static final Pattern LOCAL =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:[ T](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,6})?)?))?");
    private static final Pattern OFFSET = Pattern.compile(".*\\d\\d:\\d\\d\\S* ?(Z|[+-]\\d\\d(:?\\d\\d){0,2})");
    private static final Pattern SAME_EVERYWHERE = Pattern.compile("[+-]?infinity|epoch", Pattern.CASE_INSENSITIVE);
    private static final Pattern MAY_BE_TIME =
            Pattern.compile(".*\\d.*|now|today|tomorrow|yesterday", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** Numbers, but for those of as many digits as a date or a time without punctuation has. */
    private static final Pattern NUMBER = Pattern.compile("(?!(\\d{6}|\\d{8}|\\d{12}|\\d{14})$)[+-]?\\d+(\\.\\d+)?");

    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter(Locale.ROOT);

    private BoundZone() {}

    /**
     * The same bounds with an offset at each time of a {@code timestamptz} column; other columns stay as they are.
     *
     * <p>A time that the clock shows twice is the second one, as PostgreSQL reads it.
     *
     * @param keyTypes the type of each part of the key, as the catalog has it
     * @return empty where a time is not in ISO form, so that only the server can read it
     */
    public static Optional<PartitionBounds> withOffsets(PartitionBounds bounds, List<String> keyTypes, ZoneId zone) {
        try {
            if (bounds instanceof RangeBounds range) {
                return Optional.of(new RangeBounds(
                        withOffsets(range.from(), keyTypes, zone), withOffsets(range.to(), keyTypes, zone)));
            }
            if (bounds instanceof ListBounds list && !keyTypes.isEmpty()) {
                return Optional.of(new ListBounds(list.values().stream()
                        .map(value -> withOffset(value, keyTypes.get(0), zone))
                        .toList()));
            }
            return Optional.of(bounds);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a server that finds a {@code timestamptz} key would read the bounds differently in another zone. */
    public static boolean mayDependOnZone(PartitionBounds bounds) {
        return texts(bounds).stream().anyMatch(BoundZone::mayDependOnZone);
    }

    private static boolean mayDependOnZone(String text) {
        return MAY_BE_TIME.matcher(text).matches()
                && !NUMBER.matcher(text).matches()
                && !OFFSET.matcher(text).matches();
    }

    private static List<String> texts(PartitionBounds bounds) {
        List<BoundValue> values = new ArrayList<>();
        if (bounds instanceof RangeBounds range) {
            values.addAll(range.from());
            values.addAll(range.to());
        } else if (bounds instanceof ListBounds list) {
            values.addAll(list.values());
        }
        return values.stream()
                .filter(BoundValue.Literal.class::isInstance)
                .map(value -> ((BoundValue.Literal) value).text())
                .toList();
    }

    private static List<BoundValue> withOffsets(List<BoundValue> values, List<String> keyTypes, ZoneId zone) {
        List<BoundValue> changed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            changed.add(i < keyTypes.size() ? withOffset(values.get(i), keyTypes.get(i), zone) : values.get(i));
        }
        return changed;
    }

    /** One value of a column: with an offset where the column is a {@code timestamptz} and the text is a time without one. */
    public static Optional<String> withOffset(String text, String type, ZoneId zone) {
        try {
            return Optional.of(type.equals(TIMESTAMPTZ) ? withOffset(text, zone) : text);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static BoundValue withOffset(BoundValue value, String type, ZoneId zone) {
        return type.equals(TIMESTAMPTZ) && value instanceof BoundValue.Literal literal
                ? BoundValue.of(withOffset(literal.text(), zone))
                : value;
    }

    private static String withOffset(String text, ZoneId zone) {
        if (OFFSET.matcher(text).matches() || SAME_EVERYWHERE.matcher(text).matches()) {
            return text;
        }
        Matcher local = LOCAL.matcher(text);
        if (!local.matches()) {
            throw new DateTimeException("Not in ISO form: " + text);
        }
        LocalTime time = local.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(local.group(2));
        return ZonedDateTime.of(LocalDate.parse(local.group(1)), time, zone)
                .withLaterOffsetAtOverlap()
                .format(WITH_OFFSET);
    }
}
