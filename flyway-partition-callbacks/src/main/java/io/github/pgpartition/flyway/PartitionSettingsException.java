package io.github.pgpartition.flyway;

import io.github.pgpartition.error.PartitioningException;

/** A setting under {@code flyway.partitions} that cannot be used. Thrown before anything is migrated. */
public final class PartitionSettingsException extends PartitioningException {

    private static final long serialVersionUID = 1L;

    private PartitionSettingsException(String message) {
        super(message);
    }

    PartitionSettingsException(String what, String why, String next) {
        super(what, why, next);
    }

    static PartitionSettingsException wrong(Setting setting, String value, String why, String next) {
        return new PartitionSettingsException("Cannot use " + setting + " '" + value + "'", why, next);
    }

    /** What the core says of a policy, with where the policy came from. */
    static PartitionSettingsException policy(String table, String setting, PartitioningException why) {
        return new PartitionSettingsException(
                "Cannot use the policy of " + table + " in flyway.partitions." + setting + ": " + why.getMessage());
    }
}
