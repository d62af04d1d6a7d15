package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Set;

/**
 * One short transaction of a pass.
 *
 * @param partition    what it makes or takes away
 * @param partitionOid identity of the partition that is taken away, checked again under the lock; 0 for one that is made
 * @param bounds       of the partition, as planned
 * @param below        OIDs of all that is below the partition, where it is partitioned itself
 * @param reason       why, for people: {@code its upper bound 2026-01-01 is at or before the cutoff 2026-01-03}
 */
public record Step(
        StepKind kind,
        QualifiedName partition,
        long partitionOid,
        PartitionBounds bounds,
        Operation operation,
        String reason,
        Set<Long> below) {

    public Step {
        requireNonNull(kind, "kind");
        requireNonNull(partition, "partition");
        requireNonNull(bounds, "bounds");
        requireNonNull(operation, "operation");
        requireNonNull(reason, "reason");
        below = Set.copyOf(below);
    }

    /** For one that has nothing below it, or that is still to be made. */
    public Step(
            StepKind kind,
            QualifiedName partition,
            long partitionOid,
            PartitionBounds bounds,
            Operation operation,
            String reason) {
        this(kind, partition, partitionOid, bounds, operation, reason, Set.of());
    }

    /** For a partition that is there. */
    static Step of(StepKind kind, Partition partition, Operation operation, String reason) {
        Set<Long> below = partition.partitioned().stream()
                .flatMap(PartitionedTable::allPartitions)
                .map(Partition::oid)
                .collect(toSet());
        return new Step(kind, partition.name(), partition.oid(), partition.bounds(), operation, reason, below);
    }
}
