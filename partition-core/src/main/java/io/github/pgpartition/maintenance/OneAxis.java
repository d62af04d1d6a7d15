package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No tenants: all partitions of the table follow one another. */
record OneAxis(PartitionKey.Part axis, String axisType) implements Layout {

    /** The one lane, in {@link TableState#highestKey}. */
    static final String WHOLE = "";

    static OneAxis of(PartitionedTable table) {
        if (table.strategy() != PartitionStrategy.RANGE) {
            throw PolicyCheck.wrong(
                    table,
                    "it is partitioned by " + table.strategy(),
                    "Manage tables that are partitioned by range; one whose list partitions are tenants needs tenantColumn");
        }
        if (table.keyTypes().size() != 1) {
            throw PolicyCheck.wrong(
                    table,
                    "its key has " + table.keyTypes().size() + " columns",
                    "Manage tables whose key is one column or expression; where the first of two tells tenants apart, name it in"
                            + " tenantColumn");
        }
        return new OneAxis(table.key().parts().get(0), table.keyTypes().get(0));
    }

    @Override
    public @Nullable Identifier tenantColumn() {
        return null;
    }

    @Override
    public List<Lane> lanes(Scene scene) {
        PartitionedTable table = scene.state().table();
        return List.of(Lane.of(scene, table, WHOLE, "", List.of(), true, Existing.of(table, scene.key()), List.of()));
    }

    @Override
    public List<String> tenantsToCompare(PartitionedTable table, List<String> tenants) {
        return List.of();
    }
}
