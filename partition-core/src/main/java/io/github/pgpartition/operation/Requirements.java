package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;

/** What operations on a parent and a partition have in common. */
final class Requirements {

    private Requirements() {}

    static void parentAndPartition(QualifiedName parent, QualifiedName partition) {
        requireNonNull(parent, "parent");
        requireNonNull(partition, "partition");
        if (parent.equals(partition)) {
            throw new PartitioningException(
                    "Cannot make " + parent.sql() + " a partition or a copy of itself",
                    "both have the same name",
                    "Give the new table a name of its own");
        }
    }
}
