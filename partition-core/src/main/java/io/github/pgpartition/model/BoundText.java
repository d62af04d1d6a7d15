package io.github.pgpartition.model;

import io.github.pgpartition.error.PartitioningException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Reads the values of bounds as people write them in changelogs, settings and migrations.
 *
 * <p>{@code MINVALUE}, {@code MAXVALUE} and {@code NULL} in upper case are keywords; text in single quotes is the string, and two quotes in it
 * stand for one. Everything else is taken as it stands.
 */
public final class BoundText {

    /** Of one {@code 1..100}. Partitions of more values than these are ranges in disguise. */
    static final int MAX_EXPANSION = 10_000;

    private static final Pattern QUOTED = Pattern.compile("'((?:[^']|'')*)'", Pattern.DOTALL);
    private static final Pattern NUMBERS = Pattern.compile("(-?\\d{1,18})\\.\\.(-?\\d{1,18})");

    private BoundText() {}

    /** One value. Nothing is trimmed, split or expanded. */
    public static BoundValue value(String text) {
        return switch (text) {
            case "MINVALUE" -> BoundValue.MINVALUE;
            case "MAXVALUE" -> BoundValue.MAXVALUE;
            case "NULL" -> BoundValue.NULL;
            default -> {
                Matcher quoted = QUOTED.matcher(text);
                yield BoundValue.of(quoted.matches() ? quoted.group(1).replace("''", "'") : text);
            }
        };
    }

    /** Values between commas, without the blanks round them; {@code 1..100} stands for all numbers from 1 to 100. */
    public static List<BoundValue> list(String text) {
        List<BoundValue> values = new ArrayList<>();
        for (String token : split(text)) {
            Matcher numbers = NUMBERS.matcher(token);
            if (numbers.matches()) {
                expand(token, Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)))
                        .forEach(number -> values.add(BoundValue.of(number)));
            } else {
                values.add(value(token));
            }
        }
        return values;
    }

    private static LongStream expand(String token, long first, long last) {
        if (first > last) {
            throw wrong(token, "it counts down", "Write the smaller number first");
        }
        if (last - first >= MAX_EXPANSION) {
            throw wrong(
                    token,
                    "it stands for " + (last - first + 1) + " values",
                    "Partition by range, which takes them as one bound");
        }
        return LongStream.rangeClosed(first, last);
    }

    /** At commas that are not inside quotes; a quote opens one only where a value begins. */
    private static List<String> split(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        boolean inside = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'' && text.substring(start, at + 1).strip().startsWith("'")) {
                inside = !inside;
            } else if (c == ',' && !inside) {
                tokens.add(token(text, start, at));
                start = at + 1;
            }
        }
        if (inside) {
            throw wrong(
                    text.substring(start).strip(),
                    "its quote is not closed",
                    "Close it, and write a quote inside as two");
        }
        tokens.add(token(text, start, text.length()));
        return tokens;
    }

    private static String token(String text, int start, int end) {
        String token = text.substring(start, end).strip();
        if (token.isEmpty()) {
            throw wrong(text, "a value is missing at a comma", "Write '' for the empty string");
        }
        if (token.startsWith("'") && !QUOTED.matcher(token).matches()) {
            throw wrong(
                    token, "text follows its quote", "Put a comma between two values, and write a quote inside as two");
        }
        return token;
    }

    private static PartitioningException wrong(String text, String why, String next) {
        return new PartitioningException("Cannot read the values \"" + text + "\"", why, next);
    }
}
