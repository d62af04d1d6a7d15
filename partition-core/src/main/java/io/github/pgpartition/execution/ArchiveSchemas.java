package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.catalog.SchemaLookup;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Schemas to archive to that are gone, told before the first partition is to go there. */
final class ArchiveSchemas {

    private ArchiveSchemas() {}

    /** A plan that fails for it already is left as it is. */
    static List<TablePlan> checked(Connection connection, List<ManagedTable> tables, List<TablePlan> plans) {
        Map<Long, Identifier> schemas = tables.stream()
                .filter(t -> t.fields().containsKey(PolicyField.RETENTION_SCHEMA.fieldName()))
                .filter(t -> plans.stream().anyMatch(p -> p.tableOid() == t.oid()))
                .collect(toMap(
                        ManagedTable::oid, t -> t.policy().retentionSchema().orElseThrow()));
        Set<Identifier> missing = SchemaLookup.missing(connection, schemas.values());
        return missing.isEmpty()
                ? plans
                : plans.stream()
                        .map(plan -> {
                            Identifier schema = schemas.get(plan.tableOid());
                            return schema != null
                                            && missing.contains(schema)
                                            && plan.failures().isEmpty()
                                    ? plan.with(missing(plan, schema))
                                    : plan;
                        })
                        .toList();
    }

    private static Finding missing(TablePlan plan, Identifier schema) {
        return new Finding(
                plan.table(),
                "schema " + schema.sql() + ", to which its partitions are to be archived, does not exist: create it, or"
                        + " declare another retentionSchema");
    }
}
