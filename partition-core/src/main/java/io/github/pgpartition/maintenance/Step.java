package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;

/**
 * One short transaction of a pass.
 *
 * @param partition    what it makes or takes away
 * @param partitionOid identity of the partition that is taken away, checked again under the lock; 0 for one that is made
 * @param bounds       of the partition, as planned
 * @param reason       why, for people: {@code its upper bound 2026-01-01 is at or before the cutoff 2026-01-03}
 */
public record Step(
        StepKind kind,
        QualifiedName partition,
        long partitionOid,
        PartitionBounds bounds,
        Operation operation,
        String reason) {

    public Step {
        requireNonNull(kind, "kind");
        requireNonNull(partition, "partition");
        requireNonNull(bounds, "bounds");
        requireNonNull(operation, "operation");
        requireNonNull(reason, "reason");
    }

    /** For a partition that is there. */
    static Step of(StepKind kind, Partition partition, Operation operation, String reason) {
        return new Step(kind, partition.name(), partition.oid(), partition.bounds(), operation, reason);
    }
}
