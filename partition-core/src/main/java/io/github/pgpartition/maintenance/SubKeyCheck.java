package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.SubPartitions;
import java.util.List;

/** Whether partitions of a table can be partitioned as {@code subPartitions} wants. */
final class SubKeyCheck {

    private SubKeyCheck() {}

    static void check(PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        if (columns.isEmpty() || policy.subPartitions().isEmpty()) {
            return;
        }
        SubPartitions parts = policy.subPartitions().get();
        for (PartitionKey.Part part : parts.key().parts()) {
            TableColumn column = columns.stream()
                    .filter(c -> part.equals(new PartitionKey.Column(c.name())))
                    .findFirst()
                    .orElseThrow(() -> PolicyCheck.wrong(
                            table,
                            "subPartitions is '" + parts.text() + "', and it has no column " + part.sql(),
                            "Name one of its columns"));
            if (!column.inEveryKey()) {
                throw PolicyCheck.wrong(
                        table,
                        "subPartitions is '" + parts.text() + "', and a primary key or unique constraint of it lacks "
                                + part.sql(),
                        "PostgreSQL wants all columns that a partition is partitioned by in each of them: add it there, or"
                                + " sub-partition by a column that they have");
            }
        }
    }
}
