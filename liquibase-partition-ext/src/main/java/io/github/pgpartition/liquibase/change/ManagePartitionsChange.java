package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.RegistrySql;
import io.github.pgpartition.registry.RegistryVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Declares the policy of a table, and makes the partitions that it wants now, so that rows can be inserted right after {@code update}.
 *
 * <p>It removes nothing: retention is for maintenance. Its rollback forgets the policy; partitions stay.
 */
@DatabaseChange(
        name = "managePartitions",
        description = "Declares how partitions of a table are made and retired, and makes those that are due",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class ManagePartitionsChange extends PartitionChange {

    private @Nullable String interval;
    private @Nullable Integer premake;
    private @Nullable String retention;
    private @Nullable String retentionAction;
    private @Nullable String retentionSchema;
    private @Nullable String timeZone;
    private @Nullable String partitionName;
    private @Nullable String startAt;
    private @Nullable String keyEncoding;
    private @Nullable String defaultPartition;
    private @Nullable String tenantColumn;
    private @Nullable String subPartitions;
    private @Nullable Boolean paused;
    private @Nullable String hold;
    private List<PartitionTenant> tenants = new ArrayList<>();

    @DatabaseChangeProperty(
            description =
                    "Width of a partition: 15 minutes, 1 hour, 1 day, 1 week, 1 month, 3 months, 1 year; for a key that counts, a number",
            exampleValue = "1 day",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public @Nullable String getInterval() {
        return interval;
    }

    public void setInterval(@Nullable String interval) {
        this.interval = interval;
    }

    @DatabaseChangeProperty(
            description = "Partitions kept ahead beside the current one; 4 without it",
            exampleValue = "7",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Integer getPremake() {
        return premake;
    }

    public void setPremake(@Nullable Integer premake) {
        this.premake = premake;
    }

    @DatabaseChangeProperty(
            description =
                    "A partition goes when its upper bound is this old: 90 days, 12 months; for a key that counts, a number. Without it none goes",
            exampleValue = "90 days",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getRetention() {
        return retention;
    }

    public void setRetention(@Nullable String retention) {
        this.retention = retention;
    }

    @DatabaseChangeProperty(
            description = "drop, detach (the table stays) or archive (it moves to retentionSchema); drop without it",
            exampleValue = "detach",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getRetentionAction() {
        return retentionAction;
    }

    public void setRetentionAction(@Nullable String retentionAction) {
        this.retentionAction = retentionAction;
    }

    @DatabaseChangeProperty(
            description = "Schema to which archive moves; it must exist",
            exampleValue = "archive",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getRetentionSchema() {
        return retentionSchema;
    }

    public void setRetentionSchema(@Nullable String retentionSchema) {
        this.retentionSchema = retentionSchema;
    }

    @DatabaseChangeProperty(
            description = "Zone in which boundaries fall; UTC without it",
            exampleValue = "Europe/Berlin",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTimeZone() {
        return timeZone;
    }

    public void setTimeZone(@Nullable String timeZone) {
        this.timeZone = timeZone;
    }

    @DatabaseChangeProperty(
            description =
                    "Template of names with {table}, {start} and, where there are tenants, {tenant}; {table}_p{start} or {table}_{tenant}_p{start} without it",
            exampleValue = "{table}_p{start}",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionName() {
        return partitionName;
    }

    public void setPartitionName(@Nullable String partitionName) {
        this.partitionName = partitionName;
    }

    @DatabaseChangeProperty(
            description = "First boundary, where partitions before now are wanted",
            exampleValue = "2026-01-01",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getStartAt() {
        return startAt;
    }

    public void setStartAt(@Nullable String startAt) {
        this.startAt = startAt;
    }

    @DatabaseChangeProperty(
            description =
                    "How a key of another type holds a time: epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid, snowflake:<epoch ms>:<shift>; from the column's type without it",
            exampleValue = "epoch_ms",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getKeyEncoding() {
        return keyEncoding;
    }

    public void setKeyEncoding(@Nullable String keyEncoding) {
        this.keyEncoding = keyEncoding;
    }

    @DatabaseChangeProperty(
            description =
                    "none, or keep: the table has a DEFAULT partition, and maintenance empties it into new partitions; none without it",
            exampleValue = "keep",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getDefaultPartition() {
        return defaultPartition;
    }

    public void setDefaultPartition(@Nullable String defaultPartition) {
        this.defaultPartition = defaultPartition;
    }

    @DatabaseChangeProperty(
            description =
                    "Column that tells tenants apart: first column of a range key of two, or the list key of the level above",
            exampleValue = "tenant_id",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTenantColumn() {
        return tenantColumn;
    }

    public void setTenantColumn(@Nullable String tenantColumn) {
        this.tenantColumn = tenantColumn;
    }

    @DatabaseChangeProperty(
            description =
                    "Each new partition is itself partitioned: hash (tenant_id) 8, or list (region) eu | us, ca | default",
            exampleValue = "hash (tenant_id) 8",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getSubPartitions() {
        return subPartitions;
    }

    public void setSubPartitions(@Nullable String subPartitions) {
        this.subPartitions = subPartitions;
    }

    @DatabaseChangeProperty(
            description = "Whether maintenance leaves the table alone",
            exampleValue = "false",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getPaused() {
        return paused;
    }

    public void setPaused(@Nullable Boolean paused) {
        this.paused = paused;
    }

    @DatabaseChangeProperty(
            description =
                    "Key ranges, half-open and comma-separated, whose partitions are never dropped, detached or archived",
            exampleValue = "2025-01-01..2025-07-01",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getHold() {
        return hold;
    }

    public void setHold(@Nullable String hold) {
        this.hold = hold;
    }

    @DatabaseChangeProperty(
            description =
                    "All tenants of the table, in place of those that it has; without any, those that it has stay",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public List<PartitionTenant> getTenants() {
        return tenants;
    }

    public void setTenants(List<PartitionTenant> tenants) {
        this.tenants = tenants;
    }

    @Override
    protected List<Block> blocks() {
        return List.of(PartitionTenant.BLOCK);
    }

    /** The tenants that are declared; none means that nothing is said of them. */
    final List<Tenant> tenants(PartitionPolicy policy) {
        return tenants.stream()
                .map(PartitionTenant::tenant)
                .map(t -> t.checkedFor(policy))
                .toList();
    }

    /** What is declared, for the table as PostgreSQL knows it. */
    final PartitionPolicy policy(Database database) {
        Map<String, String> fields = new HashMap<>();
        put(fields, PolicyField.INTERVAL, interval);
        put(fields, PolicyField.PREMAKE, premake);
        put(fields, PolicyField.RETENTION, retention);
        put(fields, PolicyField.RETENTION_ACTION, retentionAction);
        put(fields, PolicyField.RETENTION_SCHEMA, retentionSchema);
        put(fields, PolicyField.TIME_ZONE, timeZone);
        put(fields, PolicyField.PARTITION_NAME, partitionName);
        put(fields, PolicyField.START_AT, startAt);
        put(fields, PolicyField.KEY_ENCODING, keyEncoding);
        put(fields, PolicyField.DEFAULT_PARTITION, defaultPartition);
        put(fields, PolicyField.TENANT_COLUMN, tenantColumn);
        put(fields, PolicyField.SUB_PARTITIONS, subPartitions);
        put(fields, PolicyField.PAUSED, paused);
        put(fields, PolicyField.HOLD, hold);
        return PartitionPolicy.parse(table(database), fields);
    }

    private static void put(Map<String, String> fields, PolicyField field, @Nullable Object value) {
        if (value != null) {
            fields.put(field.fieldName(), value.toString());
        }
    }

    private DuePartitions due(Database database) {
        PartitionPolicy policy = policy(database);
        return new DuePartitions(this, policy, tenants(policy), database);
    }

    /** What is due depends on the time and on what is there. */
    @Override
    public boolean generateStatementsVolatile(Database database) {
        return true;
    }

    @Override
    protected List<Part> parts(Database database) {
        PartitionPolicy policy = policy(database);
        List<Part> all = new ArrayList<>();
        if (!hasRegistry(database)) {
            all.add(Part.of("install schema pgpartition", RegistrySql.install()));
        }
        all.add(Part.of("manage " + policy.table().sql(), List.of(RegistrySql.manage(policy))));
        List<Tenant> declared = tenants(policy);
        if (!declared.isEmpty()) {
            all.add(Part.of(
                    "declare the tenants of " + policy.table().sql(),
                    RegistrySql.replaceTenants(policy.table(), declared)));
        }
        due(database).operations().map(Part::of).forEach(all::add);
        return all;
    }

    /** Installing again would lock views that people watch, and need rights that a role which only declares does not have. */
    private static boolean hasRegistry(Database database) {
        return database.getConnection() instanceof JdbcConnection connection
                && RegistryVersion.read(connection.getUnderlyingConnection()).isCurrent();
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of(Part.of("unmanage " + table(database).sql(), List.of(RegistrySql.unmanage(table(database)))));
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        Set<String> ids = new HashSet<>();
        for (PartitionTenant tenant : tenants) {
            if (tenant.getId() == null) {
                errors.addError("a tenant of managePartitions on " + getTableName()
                        + " has no id. Give it the value of the tenant column.");
            } else if (!ids.add(tenant.getId())) {
                errors.addError("managePartitions on " + getTableName() + " has the tenant '" + tenant.getId()
                        + "' twice. Keep one of them.");
            }
        }
        due(database).check();
    }

    @Override
    public String getConfirmationMessage() {
        return "Partitions of " + getTableName() + " are managed";
    }
}
