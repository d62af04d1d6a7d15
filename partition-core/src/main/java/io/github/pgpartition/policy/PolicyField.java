package io.github.pgpartition.policy;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import java.util.Arrays;
import java.util.Optional;

/** The fields of a policy under the names that Liquibase, Flyway and Java give them, and those of SQL. */
public enum PolicyField {
    INTERVAL("interval", "partition_interval"),
    PREMAKE("premake", "premake"),
    RETENTION("retention", "retention"),
    RETENTION_ACTION("retentionAction", "retention_action"),
    RETENTION_SCHEMA("retentionSchema", "retention_schema"),
    TIME_ZONE("timeZone", "time_zone"),
    PARTITION_NAME("partitionName", "partition_name"),
    KEY_ENCODING("keyEncoding", "key_encoding"),
    START_AT("startAt", "start_at"),
    DEFAULT_PARTITION("defaultPartition", "default_partition"),
    TENANT_COLUMN("tenantColumn", "tenant_column"),
    SUB_PARTITIONS("subPartitions", "sub_partitions"),
    PAUSED("paused", "paused"),
    HOLD("hold", "hold");

    private final String fieldName;
    private final String column;

    PolicyField(String fieldName, String column) {
        this.fieldName = fieldName;
        this.column = column;
    }

    public String fieldName() {
        return fieldName;
    }

    /** The column of {@code pgpartition.managed_table} and the parameter of {@code pgpartition.manage}. */
    public String column() {
        return column;
    }

    public static Optional<PolicyField> find(String fieldName) {
        return Arrays.stream(values())
                .filter(f -> f.fieldName.equals(fieldName))
                .findFirst();
    }

    static PolicyField known(String fieldName) {
        return find(fieldName)
                .orElseThrow(() -> new PartitioningException(
                        "Cannot read the policy",
                        "it has no field '" + fieldName + "'",
                        "Use "
                                + Arrays.stream(values())
                                        .map(PolicyField::fieldName)
                                        .collect(joining(", "))));
    }
}
