package io.github.pgpartition.flyway;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Map;

/** One policy from the settings, through the core's parser. */
final class PolicyFields {

    private PolicyFields() {}

    /** @param setting where it was written, for the error */
    static PartitionPolicy policy(String table, String setting, Map<String, String> fields) {
        try {
            return PartitionPolicy.parse(QualifiedName.parse(table), fields);
        } catch (PartitioningException e) {
            throw PartitionSettingsException.policy(table, setting, e);
        }
    }
}
