package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of new partitions. Only a derived thing: what a partition holds is never read from its name.
 *
 * @param template with {@code {start}} and, usually, {@code {table}}
 */
public record PartitionNaming(String template) {

    private static final String START = "{start}";
    private static final String TABLE = "{table}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    public static final PartitionNaming DEFAULT = new PartitionNaming("{table}_p{start}");

    public PartitionNaming {
        requireNonNull(template, "template");
        if (!template.contains(START)) {
            throw wrong(template, "it has no {start}, so that all partitions would have one name", "Add {start}");
        }
        Matcher placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            if (!placeholders.group().equals(START) && !placeholders.group().equals(TABLE)) {
                throw wrong(template, placeholders.group() + " is not known", "Use {table} and {start}");
            }
        }
    }

    /** The name, shortened with a hash behind the table where it would be over 63 bytes. */
    public Identifier name(Identifier table, String start) {
        int at = template.indexOf(START);
        int cut = template.lastIndexOf(TABLE, at);
        int end = cut < 0 ? at : cut + TABLE.length();
        String before = template.substring(0, end).replace(TABLE, table.value());
        String after = template.substring(end).replace(START, start).replace(TABLE, table.value());
        return Identifier.generated(before, after);
    }

    private static PartitioningException wrong(String template, String why, String next) {
        return new PartitioningException("Cannot use partitionName '" + template + "'", why, next);
    }
}
