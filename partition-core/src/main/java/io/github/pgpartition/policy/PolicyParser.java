package io.github.pgpartition.policy;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the texts of a policy's fields to the policy. Everything is read before anything is believed. */
final class PolicyParser {

    /** Names that Java and PostgreSQL give the same meaning: no offsets, whose sign they read differently, and no abbreviations. */
    private static final Pattern ZONE = Pattern.compile("UTC|GMT|(?!SystemV/|posix/|right/)[A-Za-z_]+/.+");

    private final QualifiedName table;
    private final Map<PolicyField, String> fields = new EnumMap<>(PolicyField.class);

    PolicyParser(QualifiedName table, Map<String, @Nullable String> fields) {
        this.table = table;
        fields.forEach((name, value) -> {
            PolicyField field = PolicyField.known(name);
            if (value != null && !value.isBlank()) {
                this.fields.put(field, value.strip());
            }
        });
    }

    PartitionPolicy policy() {
        String interval = fields.get(PolicyField.INTERVAL);
        if (interval == null) {
            throw PartitionPolicy.wrong(table, "it has no interval", "Say how wide a partition is, such as 1 day");
        }
        String retention = fields.get(PolicyField.RETENTION);
        String action = fields.get(PolicyField.RETENTION_ACTION);
        String schema = fields.get(PolicyField.RETENTION_SCHEMA);
        String name = fields.get(PolicyField.PARTITION_NAME);
        String hold = fields.get(PolicyField.HOLD);
        String encoding = fields.get(PolicyField.KEY_ENCODING);
        String defaults = fields.get(PolicyField.DEFAULT_PARTITION);
        String tenant = fields.get(PolicyField.TENANT_COLUMN);
        String parts = fields.get(PolicyField.SUB_PARTITIONS);
        return new PartitionPolicy(
                table,
                Interval.parse(interval),
                premake(),
                retention == null ? null : Amount.parse(PolicyField.RETENTION.fieldName(), retention),
                action == null ? RetentionAction.DROP : RetentionAction.parse(action),
                schema == null ? null : Identifier.parse(schema),
                timeZone(),
                naming(name, tenant != null),
                encoding == null ? null : KeyFormat.parse(encoding),
                fields.get(PolicyField.START_AT),
                defaults == null ? DefaultPartition.NONE : DefaultPartition.parse(defaults),
                tenant == null ? null : Identifier.parse(tenant),
                parts == null ? null : SubPartitions.parse(parts),
                paused(),
                hold == null ? List.of() : Hold.parseAll(hold));
    }

    private static PartitionNaming naming(@Nullable String template, boolean tenants) {
        if (template != null) {
            return new PartitionNaming(template);
        }
        return tenants ? PartitionNaming.DEFAULT_OF_TENANTS : PartitionNaming.DEFAULT;
    }

    private int premake() {
        String text = fields.get(PolicyField.PREMAKE);
        try {
            return text == null ? PartitionPolicy.DEFAULT_PREMAKE : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw PartitionPolicy.wrong(
                    table, "premake '" + text + "' is not a number", "Give the number of partitions to keep ahead");
        }
    }

    private ZoneId timeZone() {
        String text = fields.get(PolicyField.TIME_ZONE);
        try {
            if (text != null && !ZONE.matcher(text).matches()) {
                throw new DateTimeException(text);
            }
            return ZoneId.of(text == null ? "UTC" : text);
        } catch (DateTimeException e) {
            throw PartitionPolicy.wrong(
                    table, "there is no time zone '" + text + "'", "Use a name such as UTC or Europe/Berlin");
        }
    }

    private boolean paused() {
        String text = fields.getOrDefault(PolicyField.PAUSED, "false");
        return switch (text) {
            case "true", "t" -> true;
            case "false", "f" -> false;
            default -> throw PartitionPolicy.wrong(table, "paused is '" + text + "'", "Use true or false");
        };
    }
}
