package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.model.PartitionStrategy;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a table that is partitioned by list. */
@DatabaseChange(
        name = "createListPartitionedTable",
        description = "Creates a table that is partitioned by list; it takes no row until it has a partition",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateListPartitionedTableChange extends PartitionedTableChange {

    public CreateListPartitionedTableChange() {
        super(PartitionStrategy.LIST);
    }
}
