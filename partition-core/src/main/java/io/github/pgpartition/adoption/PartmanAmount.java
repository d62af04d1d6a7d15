package io.github.pgpartition.adoption;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as PostgreSQL prints intervals, or as pg_partman once named them, in the words of a policy: {@code 1 mon} is
 * {@code 1 month}, {@code 00:15:00} is {@code 15 minutes}, {@code quarterly} is {@code 3 months}.
 */
final class PartmanAmount {

    private static final Map<String, String> NAMED = Map.of(
            "yearly", "1 year",
            "quarterly", "3 months",
            "monthly", "1 month",
            "weekly", "1 week",
            "daily", "1 day",
            "hourly", "1 hour",
            "half-hour", "30 minutes",
            "quarter-hour", "15 minutes");

    private static final Map<String, Long> MONTHS = Map.ofEntries(
            entry("mon", 1L), entry("month", 1L), entry("year", 12L), entry("decade", 120L), entry("century", 1_200L));
    private static final Map<String, Long> DAYS = Map.of("day", 1L, "week", 7L);
    private static final Map<String, Long> SECONDS =
            Map.of("sec", 1L, "second", 1L, "min", 60L, "minute", 60L, "hour", 3_600L);

    private static final Pattern PART =
            Pattern.compile("(?:(\\d{1,6}) ?([a-z]+)|(\\d{1,6}):(\\d\\d)(?::(\\d\\d)(?:\\.0+)?)?)(?: |$)");

    private static final int WEEK = 7;
    private static final int YEAR = 12;

    private long months;
    private long days;
    private long seconds;

    private PartmanAmount() {}

    /** Empty where the text is none, where it is not positive, and where no single unit says it. */
    static Optional<String> parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^@ ", "");
        if (NAMED.containsKey(plain)) {
            return Optional.of(NAMED.get(plain));
        }
        PartmanAmount amount = new PartmanAmount();
        Matcher part = PART.matcher(plain);
        int end = 0;
        while (end < plain.length()) {
            if (!part.find(end) || part.start() != end || !amount.add(part)) {
                return Optional.empty();
            }
            end = part.end();
        }
        return amount.text();
    }

    private boolean add(Matcher part) {
        if (part.group(3) != null) {
            seconds += 3_600 * number(part.group(3)) + 60 * number(part.group(4));
            seconds += part.group(5) == null ? 0 : number(part.group(5));
            return true;
        }
        long count = number(part.group(1));
        String unit = singular(part.group(2));
        months += count * MONTHS.getOrDefault(unit, 0L);
        days += count * DAYS.getOrDefault(unit, 0L);
        seconds += count * SECONDS.getOrDefault(unit, 0L);
        return MONTHS.containsKey(unit) || DAYS.containsKey(unit) || SECONDS.containsKey(unit);
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }

    private static String singular(String unit) {
        return unit.equals("centuries") ? "century" : unit.replaceFirst("s$", "");
    }

    private Optional<String> text() {
        int kinds = (months > 0 ? 1 : 0) + (days > 0 ? 1 : 0) + (seconds > 0 ? 1 : 0);
        if (kinds != 1 || seconds % 60 != 0) {
            return Optional.empty();
        }
        if (months > 0) {
            return Optional.of(in(months, YEAR, "year", "month"));
        }
        return Optional.of(days > 0 ? in(days, WEEK, "week", "day") : in(seconds / 60, 60, "hour", "minute"));
    }

    private static String in(long count, int size, String large, String small) {
        boolean whole = count % size == 0;
        long number = whole ? count / size : count;
        return number + " " + (whole ? large : small) + (number == 1 ? "" : "s");
    }
}
