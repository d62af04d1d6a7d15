package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a managed table partitions follow one another: on one axis, on one for each tenant in a key whose first column is the tenant,
 * or on one below the list partition of each tenant.
 */
sealed interface Layout permits OneAxis, TenantInKey, TenantAbove {

    /**
     * Refuses a table that the policy does not fit.
     *
     * @param columns of the table; empty where they were not read
     */
    static Layout of(PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        if (policy.tenantColumn().isEmpty()) {
            return OneAxis.of(table);
        }
        Identifier tenant = policy.tenantColumn().get();
        return switch (table.strategy()) {
            case RANGE -> TenantInKey.of(tenant, table);
            case LIST -> TenantAbove.of(tenant, policy, table, columns);
            case HASH ->
                throw PolicyCheck.wrong(
                        table,
                        "it is partitioned by HASH, which does not tell tenants apart",
                        "Partition it by LIST (" + tenant.sql() + "), or by RANGE (" + tenant.sql() + ", time)");
        };
    }

    /** The part of a key whose values the interval cuts. */
    PartitionKey.Part axis();

    /** Of the axis, as {@link PartitionedTable#keyTypes} has it. */
    String axisType();

    /** What there is on each axis, in the order in which it is looked after. */
    List<Lane> lanes(Scene scene);

    /** The column that tells which rows are a lane's; null where all rows of a lane's table are. */
    @Nullable
    Identifier tenantColumn();

    /** Values of which it matters which come first; empty where it does not. */
    List<String> tenantsToCompare(PartitionedTable table, List<String> tenants);
}
