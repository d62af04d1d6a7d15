package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundText;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How each new partition is partitioned itself: {@code hash (tenant_id) 8}, or {@code list (region) eu | us, ca | default}.
 *
 * @param bounds one for each sub-partition
 */
public record SubPartitions(PartitionKey key, List<PartitionBounds> bounds) {

    private static final Pattern TEXT =
            Pattern.compile("(hash|list)\\s*\\(((?:\"(?:[^\"]|\"\")*\"|[^\")])+)\\)\\s*(.+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMA_OUTSIDE_QUOTES = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
    private static final int MAX = 1_000;

    public SubPartitions {
        requireNonNull(key, "key");
        bounds = List.copyOf(bounds);
    }

    static SubPartitions parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong(text, "it is neither a hash nor a list");
        }
        boolean hash = matcher.group(1).toLowerCase(Locale.ROOT).equals("hash");
        List<PartitionKey.Part> columns = Arrays.stream(COMMA_OUTSIDE_QUOTES.split(matcher.group(2), -1))
                .<PartitionKey.Part>map(name -> new PartitionKey.Column(Identifier.parse(name.strip())))
                .toList();
        var key = new PartitionKey(hash ? PartitionStrategy.HASH : PartitionStrategy.LIST, columns);
        return new SubPartitions(key, hash ? remainders(text, matcher.group(3)) : lists(text, matcher.group(3)));
    }

    private static List<PartitionBounds> remainders(String text, String count) {
        if (!count.strip().matches("[0-9]{1,4}") || Integer.parseInt(count.strip()) < 1) {
            throw wrong(text, "'" + count.strip() + "' is not a number of parts from 1 to " + MAX);
        }
        int modulus = Integer.parseInt(count.strip());
        if (modulus > MAX) {
            throw wrong(text, modulus + " sub-partitions of each partition are too many");
        }
        return IntStream.range(0, modulus)
                .<PartitionBounds>mapToObj(remainder -> new HashBounds(modulus, remainder))
                .toList();
    }

    private static List<PartitionBounds> lists(String text, String alternatives) {
        List<PartitionBounds> bounds = alternatives(alternatives).stream()
                .map(String::strip)
                .<PartitionBounds>map(values -> values.equalsIgnoreCase("default")
                        ? new DefaultBounds()
                        : new ListBounds(BoundText.list(values)))
                .toList();
        Set<Object> seen = new HashSet<>();
        for (PartitionBounds part : bounds) {
            List<?> values = part instanceof ListBounds list ? list.values() : List.of("default");
            for (Object value : values) {
                if (!seen.add(value)) {
                    throw wrong(
                            text,
                            (value instanceof BoundValue v ? v.sql() : "default") + " stands in it more than once");
                }
            }
        }
        return bounds;
    }

    /** At bars that are not inside quotes; a quote opens one only where a value begins. */
    private static List<String> alternatives(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int value = 0;
        boolean inside = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'' && text.substring(value, at + 1).strip().startsWith("'")) {
                inside = !inside;
            } else if ((c == '|' || c == ',') && !inside) {
                value = at + 1;
                if (c == '|') {
                    parts.add(text.substring(start, at));
                    start = at + 1;
                }
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** As a policy says it. */
    public String text() {
        String columns = key.parts().stream().map(PartitionKey.Part::sql).collect(joining(", "));
        return key.strategy() == PartitionStrategy.HASH
                ? "hash (" + columns + ") " + bounds.size()
                : "list (" + columns + ") "
                        + bounds.stream().map(SubPartitions::text).collect(joining(" | "));
    }

    private static String text(PartitionBounds bounds) {
        return bounds instanceof ListBounds list
                ? list.values().stream().map(BoundValue::sql).collect(joining(", "))
                : "default";
    }

    private static PartitioningException wrong(String text, String why) {
        return new PartitioningException(
                "Cannot use subPartitions '" + text + "'",
                why,
                "Write for example 'hash (tenant_id) 8' or 'list (region) eu | us, ca | default'");
    }
}
