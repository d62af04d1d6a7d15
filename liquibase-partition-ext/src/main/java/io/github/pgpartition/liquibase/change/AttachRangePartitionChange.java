package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Makes an existing table the partition for a range of keys. */
@DatabaseChange(
        name = "attachRangePartition",
        description = "Makes an existing table the partition for a range of keys",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class AttachRangePartitionChange extends AttachPartitionChange {

    public AttachRangePartitionChange() {
        super(BoundsKind.RANGE);
    }
}
