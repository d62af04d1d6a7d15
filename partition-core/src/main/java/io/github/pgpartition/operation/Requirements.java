package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;

/** What operations on a parent and a partition have in common. */
final class Requirements {

    private Requirements() {}

    /** There is something else than what an operation makes. */
    static PartitioningException otherwise(String operation, Whereabouts now) {
        return switch (now.place()) {
            case MISSING -> throw new IllegalArgumentException("There is nothing: " + operation);
            case ALONE ->
                new PartitioningException(
                        "Cannot " + operation,
                        "there is a relation of that name, which is nobody's partition",
                        "Attach it if it is the right one, or use another name");
            case HERE ->
                new PartitioningException(
                        "Cannot " + operation,
                        "it is one already, but not the same: " + now.bounds(),
                        "Detach that one first, or use another name");
            case PENDING ->
                new PartitioningException(
                        "Cannot " + operation,
                        "its detach was begun and is not ended",
                        "End it with detachPartition and finalize first");
            case ELSEWHERE ->
                new PartitioningException(
                        "Cannot " + operation,
                        "the table of that name is a partition of another table",
                        "Detach it there first, or use another name");
        };
    }

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
