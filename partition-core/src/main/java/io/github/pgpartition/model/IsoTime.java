package io.github.pgpartition.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times in bounds that mean the same in every session: in ISO form, with an offset or without, or infinite. Anything else PostgreSQL would
 * read by DateStyle, or by the day on which it reads it.
 */
public final class IsoTime {

    private static final Map<String, Instant> ENDS = Map.of("-infinity", Instant.MIN, "infinity", Instant.MAX);

    private static final Pattern ISO = Pattern.compile(
            "(?<year>\\d{4,6})-(?<month>\\d\\d)-(?<day>\\d\\d)"
                    + "(?:[ T](?<time>\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,6})?)?))?"
                    + "(?: ?(?<offset>Z|[+-]\\d\\d(?::?\\d\\d(?::?\\d\\d)?)?))?(?<bc> BC)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BASIC_DATE = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)");
    private static final Pattern MIDNIGHT_AT_THE_END = Pattern.compile("24:00(:00(\\.0+)?)?");

    private IsoTime() {}

    /**
     * The time that a {@code date} or {@code timestamp} key reads, as if in UTC; an offset plays no part, as PostgreSQL has it.
     *
     * @return empty where it is not in ISO form, or there is no such day or time
     */
    public static Optional<Instant> local(String text) {
        return read(text, ZoneOffset.UTC, false);
    }

    /**
     * The moment that a {@code timestamptz} key reads.
     *
     * @param zone of times without an offset
     * @return empty where it is not in ISO form, or there is no such day or time
     */
    public static Optional<Instant> moment(String text, ZoneId zone) {
        return read(text, zone, true);
    }

    private static Optional<Instant> read(String text, ZoneId zone, boolean heedsOffset) {
        Instant end = ENDS.get(text.toLowerCase(Locale.ROOT));
        if (end != null) {
            return Optional.of(end);
        }
        Matcher iso = ISO.matcher(BASIC_DATE.matcher(text).matches() ? withHyphens(text) : text);
        if (!iso.matches()) {
            return Optional.empty();
        }
        try {
            String offset = iso.group("offset");
            ZoneId place = heedsOffset && offset != null ? offset(offset) : zone;
            return Optional.of(
                    dateTime(iso).atZone(place).withLaterOffsetAtOverlap().toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code Z}, {@code +02}, {@code +05:30}, {@code -0330}. */
    private static ZoneOffset offset(String text) {
        if (text.equalsIgnoreCase("Z")) {
            return ZoneOffset.UTC;
        }
        String digits = text.substring(1).replace(":", "") + "0000";
        return ZoneOffset.of(text.charAt(0) + digits.substring(0, 6));
    }

    private static String withHyphens(String date) {
        return BASIC_DATE.matcher(date).replaceFirst("$1-$2-$3");
    }

    private static LocalDateTime dateTime(Matcher iso) {
        int year = Integer.parseInt(iso.group("year"));
        LocalDate date = LocalDate.of(
                iso.group("bc") == null ? year : 1 - year,
                Integer.parseInt(iso.group("month")),
                Integer.parseInt(iso.group("day")));
        String time = iso.group("time");
        if (time == null) {
            return date.atStartOfDay();
        }
        return MIDNIGHT_AT_THE_END.matcher(time).matches()
                ? date.plusDays(1).atStartOfDay()
                : date.atTime(LocalTime.parse(time));
    }
}
