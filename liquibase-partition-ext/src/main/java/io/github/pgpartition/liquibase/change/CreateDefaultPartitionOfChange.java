package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates the partition for keys that no other one takes. */
@DatabaseChange(
        name = "createDefaultPartitionOf",
        description = "Creates the partition for keys that no other one takes",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateDefaultPartitionOfChange extends PartitionOfChange {

    public CreateDefaultPartitionOfChange() {
        super(BoundsKind.DEFAULT);
    }
}
