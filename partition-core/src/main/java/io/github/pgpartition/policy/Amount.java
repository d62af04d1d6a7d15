package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far: {@code 90 days}, {@code 15 minutes}, or, for keys that count, {@code 1000000}. Always positive.
 *
 * @param unit null for a number
 */
public record Amount(long count, @Nullable Unit unit) {

    /** Of a unit: more than enough, and little enough to compute with dates. */
    private static final long MAX = 9_999_999;

    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,17})\\s*([A-Za-z]+)?");

    public Amount {
        if (count <= 0) {
            throw new PartitioningException(
                    "Cannot use " + count + (unit == null ? "" : " " + unit.word(count)),
                    "it is not positive",
                    "Give a number of 1 or more");
        }
        if (unit != null && count > MAX) {
            throw new PartitioningException(
                    "Cannot use " + count + " " + unit.word(count), "it is too long", "Give at most " + MAX);
        }
    }

    /** @param field the field that the text was given for, named in the error */
    public static Amount parse(String field, String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw unreadable(field, text);
        }
        String word = matcher.group(2);
        long count = Long.parseLong(matcher.group(1));
        if (count <= 0) {
            throw new PartitioningException(
                    "Cannot use " + field + " '" + text + "'", "it is not positive", "Give a number of 1 or more");
        }
        return new Amount(count, word == null ? null : Unit.parse(word).orElseThrow(() -> unreadable(field, text)));
    }

    private static PartitioningException unreadable(String field, String text) {
        return new PartitioningException(
                "Cannot use " + field + " '" + text + "'",
                "it is not a number with a unit",
                "Write for example '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain number for a key that counts");
    }

    public boolean isNumber() {
        return unit == null;
    }

    /** The point that lies this far before another; calendar units in the zone. */
    public KeyPoint before(KeyPoint point, ZoneId zone) {
        if (unit == null) {
            return KeyPoint.of(point.value().subtract(BigDecimal.valueOf(count)));
        }
        Instant instant = point.instant();
        int calendarCount = unit.compareTo(Unit.DAY) >= 0 ? Math.toIntExact(count) : 0;
        return KeyPoint.of(
                switch (unit) {
                    case MINUTE -> instant.minus(Duration.ofMinutes(count));
                    case HOUR -> instant.minus(Duration.ofHours(count));
                    case DAY -> minus(instant, Period.ofDays(calendarCount), zone);
                    case WEEK -> minus(instant, Period.ofWeeks(calendarCount), zone);
                    case MONTH -> minus(instant, Period.ofMonths(calendarCount), zone);
                    case YEAR -> minus(instant, Period.ofYears(calendarCount), zone);
                });
    }

    private static Instant minus(Instant instant, Period period, ZoneId zone) {
        return instant.atZone(zone).minus(period).toInstant();
    }

    @Override
    public String toString() {
        return unit == null ? Long.toString(count) : count + " " + unit.word(count);
    }
}
