package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One short transaction of a pass.
 *
 * @param partition    what it makes or takes away
 * @param partitionOid identity of the partition that is taken away, checked again under the lock; 0 for one that is made
 * @param bounds       of the partition, as planned
 * @param below        OIDs of all that is below the partition, where it is partitioned itself
 * @param reason       why, for people: {@code its upper bound 2026-01-01 is at or before the cutoff 2026-01-03}
 * @param source       the partition that it takes rows from or puts a CHECK on; null where there is none
 * @param refusal      why it cannot be done, as a whole message; null where it can. It is a failure, and its operation is not run
 */
public record Step(
        StepKind kind,
        QualifiedName partition,
        long partitionOid,
        PartitionBounds bounds,
        Operation operation,
        String reason,
        Set<Long> below,
        @Nullable Source source,
        @Nullable String refusal) {

    /** A partition whose identity is checked again under its lock. */
    public record Source(long oid, QualifiedName name, long parentOid, QualifiedName parent) {

        public Source {
            requireNonNull(name, "name");
            requireNonNull(parent, "parent");
        }
    }

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
        this(kind, partition, partitionOid, bounds, operation, reason, Set.of(), null, null);
    }

    Step from(Source other) {
        return new Step(kind, partition, partitionOid, bounds, operation, reason, below, other, refusal);
    }

    Step refused(String message) {
        return new Step(kind, partition, partitionOid, bounds, operation, reason, below, source, message);
    }

    Step because(String other) {
        return new Step(kind, partition, partitionOid, bounds, operation, other, below, source, refusal);
    }

    /** The same by another operation. */
    public Step with(Operation other) {
        return new Step(kind, partition, partitionOid, bounds, other, reason, below, source, refusal);
    }

    /** For a partition that is there. */
    static Step of(StepKind kind, Partition partition, Operation operation, String reason) {
        Set<Long> below = partition.partitioned().stream()
                .flatMap(PartitionedTable::allPartitions)
                .map(Partition::oid)
                .collect(toSet());
        return new Step(
                kind, partition.name(), partition.oid(), partition.bounds(), operation, reason, below, null, null);
    }
}
