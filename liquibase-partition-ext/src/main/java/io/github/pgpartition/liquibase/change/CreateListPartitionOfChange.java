package io.github.pgpartition.liquibase.change;

import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;

/** Creates a partition for some values of the key. */
@DatabaseChange(
        name = "createListPartitionOf",
        description = "Creates a partition for some values of the key",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateListPartitionOfChange extends PartitionOfChange {

    public CreateListPartitionOfChange() {
        super(BoundsKind.LIST);
    }
}
