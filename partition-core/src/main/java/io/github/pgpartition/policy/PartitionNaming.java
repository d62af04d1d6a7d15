package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of new partitions. Only a derived thing: what a partition holds is never read from its name.
 *
 * @param template with {@code {start}}, {@code {tenant}} where there are tenants and, usually, {@code {table}}
 */
public record PartitionNaming(String template) {

    private static final String START = "{start}";
    private static final String TABLE = "{table}";
    private static final String TENANT = "{tenant}";
    private static final Set<String> KNOWN = Set.of(START, TABLE, TENANT);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    public static final PartitionNaming DEFAULT = new PartitionNaming("{table}_p{start}");

    /** Where there are tenants. */
    public static final PartitionNaming DEFAULT_OF_TENANTS = new PartitionNaming("{table}_{tenant}_p{start}");

    public PartitionNaming {
        requireNonNull(template, "template");
        if (!template.contains(START)) {
            throw wrong(template, "it has no {start}, so that all partitions would have one name", "Add {start}");
        }
        Matcher placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            if (!KNOWN.contains(placeholders.group())) {
                throw wrong(
                        template,
                        placeholders.group() + " is not known",
                        "Use {table}, {start} and, where there are tenants, {tenant}");
            }
        }
    }

    /** Tenants that the names do not tell apart would all want the same ones. */
    PartitionNaming checkedFor(boolean tenants) {
        if (tenants && !template.contains(TENANT)) {
            throw wrong(
                    template,
                    "it has no {tenant}, so that the partitions of all tenants would have one name",
                    "Add {tenant}");
        }
        if (!tenants && template.contains(TENANT)) {
            throw wrong(
                    template, "{tenant} stands for nothing without a tenantColumn", "Remove it, or set tenantColumn");
        }
        return this;
    }

    /** The name where there are no tenants. */
    public Identifier name(Identifier table, String start) {
        return name(table, "", start);
    }

    /**
     * The name, with the tenant's value as it is: two tenants that differ have names that differ. Over 63 bytes it is shortened with a
     * hash behind the table and the tenant.
     */
    public Identifier name(Identifier table, String tenant, String start) {
        int at = template.indexOf(START);
        int end = Math.max(end(TABLE, at), end(TENANT, at));
        boolean tenantBehind = template.indexOf(TENANT, end) >= 0;
        int cut = tenantBehind ? template.length() : end < 0 ? at : end;
        return Identifier.generated(
                fill(template.substring(0, cut), table, tenant, start),
                fill(template.substring(cut), table, tenant, start));
    }

    /** Behind the last placeholder of that kind which begins before a place; -1 where there is none. */
    private int end(String placeholder, int before) {
        int at = template.lastIndexOf(placeholder, before);
        return at < 0 ? -1 : at + placeholder.length();
    }

    /** In one go: what is filled in may look like a placeholder itself. */
    private static String fill(String text, Identifier table, String tenant, String start) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group()) {
                            case START -> start;
                            case TENANT -> tenant;
                            default -> table.value();
                        }));
    }

    private static PartitioningException wrong(String template, String why, String next) {
        return new PartitioningException("Cannot use partitionName '" + template + "'", why, next);
    }
}
