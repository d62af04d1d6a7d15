package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Makes an existing table the partition for some values of the key. */
@DatabaseChange(
        name = "attachListPartition",
        description = "Makes an existing table the partition for some values of the key",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class AttachListPartitionChange extends AttachPartitionChange {

    public AttachListPartitionChange() {
        super(BoundsKind.LIST);
    }
}
