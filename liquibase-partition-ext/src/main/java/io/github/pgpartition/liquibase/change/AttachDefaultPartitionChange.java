package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Makes an existing table the partition for keys that no other one takes. */
@DatabaseChange(
        name = "attachDefaultPartition",
        description = "Makes an existing table the partition for keys that no other one takes",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class AttachDefaultPartitionChange extends AttachPartitionChange {

    public AttachDefaultPartitionChange() {
        super(BoundsKind.DEFAULT);
    }
}
