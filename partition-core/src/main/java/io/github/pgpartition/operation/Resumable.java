package io.github.pgpartition.operation;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/**
 * An operation that cannot be one transaction, so that a run may end in the middle, or at its end before anybody has written down that it
 * ran. It can be run again: it looks where the table stands, and goes on from there.
 */
public sealed interface Resumable permits AttachPartitionOnline, CreatePartitionOnline, DetachPartition, DropPartition {

    QualifiedName parent();

    QualifiedName partition();

    /**
     * What is left to do; empty where all of it was done.
     *
     * @throws io.github.pgpartition.error.PartitioningException where what is there is not what a run of this operation leaves
     */
    List<Operation> remaining(Whereabouts now);

    /** What to undo where a run has failed, and is not to be gone on with from where it stands. */
    default List<Operation> whenGivenUp(Whereabouts now) {
        return List.of();
    }
}
