package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a partition for the keys whose hash leaves a remainder. */
@DatabaseChange(
        name = "createHashPartitionOf",
        description = "Creates a partition for the keys whose hash leaves a remainder",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateHashPartitionOfChange extends PartitionOfChange {

    public CreateHashPartitionOfChange() {
        super(BoundsKind.HASH);
    }
}
