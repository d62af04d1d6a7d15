package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a partition for a range of keys. */
@DatabaseChange(
        name = "createRangePartitionOf",
        description = "Creates a partition for a range of keys",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateRangePartitionOfChange extends PartitionOfChange {

    public CreateRangePartitionOfChange() {
        super(BoundsKind.RANGE);
    }
}
