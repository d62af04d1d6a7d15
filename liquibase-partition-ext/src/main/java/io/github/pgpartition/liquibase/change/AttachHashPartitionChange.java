package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Makes an existing table the partition for the keys whose hash leaves a remainder. */
@DatabaseChange(
        name = "attachHashPartition",
        description = "Makes an existing table the partition for the keys whose hash leaves a remainder",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class AttachHashPartitionChange extends AttachPartitionChange {

    public AttachHashPartitionChange() {
        super(BoundsKind.HASH);
    }
}
