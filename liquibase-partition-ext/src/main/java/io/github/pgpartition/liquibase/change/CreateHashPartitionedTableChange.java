package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.PartitionStrategy;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a table that is partitioned by hash. */
@DatabaseChange(
        name = "createHashPartitionedTable",
        description = "Creates a table that is partitioned by hash; it takes no row until it has a partition",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateHashPartitionedTableChange extends PartitionedTableChange {

    public CreateHashPartitionedTableChange() {
        super(PartitionStrategy.HASH);
    }
}
