package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.IsoTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Values of keys whose type is known, as far as it takes to know what they mean without asking the server. */
final class KeyValue {

    private static final String TIMESTAMPTZ = "timestamp with time zone";
    private static final Set<String> TIMES = Set.of("date", "timestamp without time zone", TIMESTAMPTZ);
    private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");
    private static final Set<String> TEXTS = Set.of("text", "character");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final Pattern KEYWORD = Pattern.compile("minvalue|maxvalue", Pattern.CASE_INSENSITIVE);

    /** What is wrong with a value, and what to write. */
    record Problem(String why, String next) {}

    private KeyValue() {}

    static boolean isText(String type) {
        return TEXTS.contains(type);
    }

    /** @param type as the catalog has it */
    static Optional<Problem> problem(String text, String type, ZoneId zone) {
        boolean isTime = TIMES.contains(type);
        if ((isTime || NUMBERS.contains(type)) && KEYWORD.matcher(text).matches()) {
            String keyword = text.toUpperCase(Locale.ROOT);
            return Optional.of(new Problem(keyword + " is a keyword in upper case only", "Write " + keyword));
        }
        return isTime && time(text, type, zone).isEmpty()
                ? Optional.of(new Problem(
                        "the key is a " + type + ", and this is no day or time in ISO form: what it means would depend"
                                + " on the session's DateStyle, or on the day on which it runs",
                        "Write it as 2026-01-31 or 2026-01-31 06:00:00, or MINVALUE, MAXVALUE or infinity"))
                : Optional.empty();
    }

    /** Something to compare it by; empty where only the server knows. */
    static Optional<Comparable<?>> order(String text, String type, ZoneId zone) {
        if (TIMES.contains(type)) {
            return time(text, type, zone).map(instant -> instant);
        }
        return NUMBERS.contains(type) && NUMBER.matcher(text).matches()
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    private static Optional<Instant> time(String text, String type, ZoneId zone) {
        return type.equals(TIMESTAMPTZ) ? IsoTime.moment(text, zone) : IsoTime.local(text);
    }
}
