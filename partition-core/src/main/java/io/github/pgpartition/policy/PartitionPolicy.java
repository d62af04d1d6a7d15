package io.github.pgpartition.policy;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is declared for a managed table: how wide its partitions are, how many are made ahead, when one goes and where to.
 *
 * <p>Declarative: declaring a policy again replaces it whole.
 *
 * @param premake         partitions kept ahead beside the current one
 * @param retentionOrNull a partition goes when its upper bound is at or before now minus this; null keeps all
 * @param timeZone        zone in which boundaries fall, and in which times without an offset are read
 * @param keyFormatOrNull      how a key of another type holds a time; null where the type says it
 * @param startAtOrNull   first boundary, where partitions before now are wanted; a time, or a number for a key that counts
 * @param defaultPartition     whether there is a DEFAULT partition, kept empty by maintenance
 * @param tenantColumnOrNull   column that tells tenants apart; null where there are none
 * @param subPartitionsOrNull  how each new partition is partitioned itself; null where it is not
 * @param paused          whether a pass leaves the table alone
 */
public record PartitionPolicy(
        QualifiedName table,
        Interval interval,
        int premake,
        @Nullable Amount retentionOrNull,
        RetentionAction retentionAction,
        @Nullable Identifier retentionSchemaOrNull,
        ZoneId timeZone,
        PartitionNaming naming,
        @Nullable KeyFormat keyFormatOrNull,
        @Nullable String startAtOrNull,
        DefaultPartition defaultPartition,
        @Nullable Identifier tenantColumnOrNull,
        @Nullable SubPartitions subPartitionsOrNull,
        boolean paused,
        List<Hold> holds) {

    public static final int DEFAULT_PREMAKE = 4;

    private static final int MAX_PREMAKE = 1_000;

    public PartitionPolicy {
        requireNonNull(table, "table");
        requireNonNull(interval, "interval");
        requireNonNull(retentionAction, "retentionAction");
        requireNonNull(timeZone, "timeZone");
        requireNonNull(naming, "naming");
        requireNonNull(defaultPartition, "defaultPartition");
        holds = List.copyOf(holds);
        naming.checkedFor(tenantColumnOrNull != null);
        if (premake > MAX_PREMAKE) {
            throw wrong(
                    table,
                    "premake is " + premake + ", and more than " + MAX_PREMAKE + " partitions ahead serve nobody",
                    "Give fewer, or a wider interval");
        }
        if (premake < 1) {
            throw wrong(
                    table, "premake is " + premake, "Keep at least 1 partition ahead, or rows of tomorrow have none");
        }
        if (retentionOrNull != null && retentionOrNull.isNumber() != interval.isNumber()) {
            throw wrong(
                    table,
                    "interval '" + interval.text() + "' and retention '" + retentionOrNull + "' are not of one kind",
                    interval.isNumber()
                            ? "Give the retention as a plain number"
                            : "Give the retention a unit, such as 90 days");
        }
        if (retentionAction == RetentionAction.ARCHIVE && retentionSchemaOrNull == null) {
            throw wrong(
                    table,
                    "retentionAction is archive and there is no retentionSchema",
                    "Name the schema to move partitions to");
        }
        if (retentionAction != RetentionAction.ARCHIVE && retentionSchemaOrNull != null) {
            throw wrong(
                    table,
                    "it has a retentionSchema, and retentionAction is " + retentionAction.text(),
                    "Set retentionAction to archive, or leave retentionSchema out");
        }
    }

    /**
     * Reads a policy from the texts that changelogs, settings and the registry hold.
     *
     * @param fields by the names of {@link PolicyField#fieldName()}; absent and blank ones take their default
     */
    public static PartitionPolicy parse(QualifiedName table, Map<String, String> fields) {
        return new PolicyParser(table, fields).policy();
    }

    public static Builder of(String table, String interval) {
        return new Builder(QualifiedName.parse(table), interval);
    }

    public Optional<Amount> retention() {
        return Optional.ofNullable(retentionOrNull);
    }

    public Optional<Identifier> retentionSchema() {
        return Optional.ofNullable(retentionSchemaOrNull);
    }

    public Optional<KeyFormat> keyFormat() {
        return Optional.ofNullable(keyFormatOrNull);
    }

    public Optional<Identifier> tenantColumn() {
        return Optional.ofNullable(tenantColumnOrNull);
    }

    public Optional<SubPartitions> subPartitions() {
        return Optional.ofNullable(subPartitionsOrNull);
    }

    public Optional<String> startAt() {
        return Optional.ofNullable(startAtOrNull);
    }

    /** Every field that is set, as {@link #parse} reads it. */
    public Map<PolicyField, String> fields() {
        Map<PolicyField, String> fields = new EnumMap<>(PolicyField.class);
        fields.put(PolicyField.INTERVAL, interval.text());
        fields.put(PolicyField.PREMAKE, Integer.toString(premake));
        retention().ifPresent(amount -> fields.put(PolicyField.RETENTION, amount.toString()));
        fields.put(PolicyField.RETENTION_ACTION, retentionAction.text());
        retentionSchema().ifPresent(schema -> fields.put(PolicyField.RETENTION_SCHEMA, schema.sql()));
        fields.put(PolicyField.TIME_ZONE, timeZone.getId());
        fields.put(PolicyField.PARTITION_NAME, naming.template());
        keyFormat().ifPresent(format -> fields.put(PolicyField.KEY_ENCODING, format.text()));
        startAt().ifPresent(boundary -> fields.put(PolicyField.START_AT, boundary));
        fields.put(PolicyField.DEFAULT_PARTITION, defaultPartition.text());
        tenantColumn().ifPresent(column -> fields.put(PolicyField.TENANT_COLUMN, column.sql()));
        subPartitions().ifPresent(parts -> fields.put(PolicyField.SUB_PARTITIONS, parts.text()));
        fields.put(PolicyField.PAUSED, Boolean.toString(paused));
        if (!holds.isEmpty()) {
            fields.put(PolicyField.HOLD, holds.stream().map(Hold::toString).collect(joining(", ")));
        }
        return fields;
    }

    /** The same policy for a table under another name. */
    public PartitionPolicy forTable(QualifiedName other) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields().forEach((field, text) -> texts.put(field.fieldName(), text));
        return parse(other, texts);
    }

    static PartitioningException wrong(QualifiedName table, String why, String next) {
        return new PartitioningException("Cannot manage " + table.sql(), why, next);
    }

    /** Collects the fields of a policy, each as text in the form that all integrations share. */
    public static final class Builder {
        private final QualifiedName table;
        private final Map<String, String> fields = new LinkedHashMap<>();

        private Builder(QualifiedName table, String interval) {
            this.table = table;
            with(PolicyField.INTERVAL, interval);
        }

        public Builder premake(int partitions) {
            return with(PolicyField.PREMAKE, Integer.toString(partitions));
        }

        public Builder retention(String amount) {
            return with(PolicyField.RETENTION, amount);
        }

        public Builder retentionAction(RetentionAction action) {
            return with(PolicyField.RETENTION_ACTION, action.text());
        }

        /** Takes a name as PostgreSQL reads it. */
        public Builder retentionSchema(String schema) {
            return with(PolicyField.RETENTION_SCHEMA, schema);
        }

        public Builder timeZone(ZoneId zone) {
            return with(PolicyField.TIME_ZONE, zone.getId());
        }

        public Builder partitionName(String template) {
            return with(PolicyField.PARTITION_NAME, template);
        }

        /** How a key of another type holds a time: {@code epoch_ms}, {@code uuidv7}, {@code snowflake:<epoch ms>:<shift>}. */
        public Builder keyEncoding(String encoding) {
            return with(PolicyField.KEY_ENCODING, encoding);
        }

        public Builder defaultPartition(DefaultPartition kept) {
            return with(PolicyField.DEFAULT_PARTITION, kept.text());
        }

        /** Takes a name as PostgreSQL reads it. */
        public Builder tenantColumn(String column) {
            return with(PolicyField.TENANT_COLUMN, column);
        }

        /** {@code hash (tenant_id) 8}, or {@code list (region) eu | us, ca | default}. */
        public Builder subPartitions(String parts) {
            return with(PolicyField.SUB_PARTITIONS, parts);
        }

        public Builder startAt(String boundary) {
            return with(PolicyField.START_AT, boundary);
        }

        public Builder paused(boolean value) {
            return with(PolicyField.PAUSED, Boolean.toString(value));
        }

        public Builder hold(String ranges) {
            return with(PolicyField.HOLD, ranges);
        }

        private Builder with(PolicyField field, String value) {
            fields.put(field.fieldName(), value);
            return this;
        }

        public PartitionPolicy build() {
            return parse(table, fields);
        }
    }
}
