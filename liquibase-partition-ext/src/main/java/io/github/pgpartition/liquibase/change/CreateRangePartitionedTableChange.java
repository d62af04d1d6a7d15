package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.PartitionStrategy;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a table that is partitioned by range. */
@DatabaseChange(
        name = "createRangePartitionedTable",
        description = "Creates a table that is partitioned by range; it takes no row until it has a partition",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateRangePartitionedTableChange extends PartitionedTableChange {

    public CreateRangePartitionedTableChange() {
        super(PartitionStrategy.RANGE);
    }
}
