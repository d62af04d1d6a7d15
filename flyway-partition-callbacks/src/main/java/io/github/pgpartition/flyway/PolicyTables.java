package io.github.pgpartition.flyway;

import io.github.pgpartition.policy.PartitionPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies as nested settings: {@code [flyway.partitions.table."app.events"]}.
 *
 * <p>Only where settings nest. From flat ones Flyway makes a table per dot, and keeps the last field of it.
 */
final class PolicyTables {

    private static final String SETTING = "table";

    private PolicyTables() {}

    static List<PartitionPolicy> read(Map<String, Object> tables) {
        return tables.entrySet().stream()
                .map(table -> PolicyFields.policy(table.getKey(), SETTING, fields(table.getKey(), table.getValue())))
                .toList();
    }

    private static Map<String, String> fields(String table, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(table, "it is the text '" + value + "'");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        map.forEach((field, text) -> {
            if (text instanceof Map) {
                throw wrong(table, "its field '" + field + "' is a table of its own");
            }
            fields.put(String.valueOf(field), String.valueOf(text));
        });
        return fields;
    }

    private static PartitionSettingsException wrong(String table, String why) {
        return new PartitionSettingsException(
                "Cannot use flyway.partitions." + SETTING + "." + table,
                why + ", and a policy is a table of fields",
                "In TOML put the name in quotes: [flyway.partitions.table.\"app.events\"]. Where settings are flat, write"
                        + " flyway.partitions.policies=app.events: interval=1 day, premake=7");
    }
}
