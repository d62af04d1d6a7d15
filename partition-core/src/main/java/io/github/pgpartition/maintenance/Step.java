package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.operation.CreatePartitionGuarded;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One short transaction of a pass.
 *
 * @param partition    what it makes or takes away
 * @param partitionOid identity of the partition that is taken away, checked again under the lock; 0 for one that is made
 * @param bounds       of the partition, as planned
 * @param below        OIDs of all that is below the partition, where it is partitioned itself
 * @param parentOid    identity of the table that it is a partition of; 0 where that does not matter any more, or not yet
 * @param reason       why, for people: {@code its upper bound 2026-01-01 is at or before the cutoff 2026-01-03}
 * @param source       the partition that it takes rows from or puts a CHECK on; null where there is none
 * @param urgent       whether rows have no partition within one interval unless it is done: deferring it is a failure
 * @param refusal      why it cannot be done, as a whole message; null where it can. It is a failure, and its operation is not run
 * @param origin       where in the table it belongs; null where that does not matter
 */
public record Step(
        StepKind kind,
        QualifiedName partition,
        long partitionOid,
        PartitionBounds bounds,
        Operation operation,
        String reason,
        Set<Long> below,
        long parentOid,
        @Nullable Source source,
        boolean urgent,
        @Nullable String refusal,
        @Nullable Origin origin) {

    /**
     * The table that the partition is, was or will be a partition of.
     *
     * @param tenant whose rows it takes; empty where there are no tenants
     */
    public record Origin(QualifiedName parent, String tenant) {

        public Origin {
            requireNonNull(parent, "parent");
            requireNonNull(tenant, "tenant");
        }
    }

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
        this(kind, partition, partitionOid, bounds, operation, reason, Set.of(), 0, null, false, null, null);
    }

    /** For a partition that is there, and is to be taken out of its parent. */
    static Step of(StepKind kind, PartitionedTable parent, Partition partition, Operation operation, String reason) {
        return of(kind, parent.oid(), partition, operation, reason);
    }

    /** For one that has been taken out before. */
    static Step of(StepKind kind, Partition partition, Operation operation, String reason) {
        return of(kind, 0, partition, operation, reason);
    }

    private static Step of(StepKind kind, long parentOid, Partition partition, Operation operation, String reason) {
        Set<Long> below = partition.partitioned().stream()
                .flatMap(PartitionedTable::allPartitions)
                .map(Partition::oid)
                .collect(toSet());
        return new Step(
                kind,
                partition.name(),
                partition.oid(),
                partition.bounds(),
                operation,
                reason,
                below,
                parentOid,
                null,
                false,
                null,
                null);
    }

    /** For one that is made. */
    static Step create(CreatePartitionTree tree, String reason) {
        return new Step(
                StepKind.CREATE,
                tree.top().partition(),
                0,
                tree.top().bounds(),
                tree.parts().isEmpty() ? tree.top() : tree,
                reason);
    }

    /** The same done in another way. */
    public Step with(Operation other) {
        return with(other, reason, source, urgent, refusal, origin);
    }

    Step from(Source other) {
        return with(operation, reason, other, urgent, refusal, origin);
    }

    Step refused(String message) {
        return with(operation, reason, source, urgent, message, origin);
    }

    Step urgent(boolean so) {
        return with(operation, reason, source, so, refusal, origin);
    }

    Step because(String other) {
        return with(operation, other, source, urgent, refusal, origin);
    }

    Step in(Lane lane) {
        return with(operation, reason, source, urgent, refusal, new Origin(parentOr(lane.parent()), lane.tenant()));
    }

    /** The same partition. */
    private Step with(
            Operation how,
            String why,
            @Nullable Source rows,
            boolean soon,
            @Nullable String refused,
            @Nullable Origin place) {
        return new Step(kind, partition, partitionOid, bounds, how, why, below, parentOid, rows, soon, refused, place);
    }

    /** What is missing below a partition is made there. */
    private QualifiedName parentOr(QualifiedName other) {
        if (operation instanceof CreatePartitionOnline create) {
            return create.parent();
        }
        return operation instanceof CreatePartitionTree tree ? tree.top().parent() : other;
    }

    /** Names of tables that it makes. */
    public Stream<QualifiedName> makes() {
        return kind == StepKind.CREATE || kind == StepKind.PROMOTE ? makes(operation) : Stream.empty();
    }

    private Stream<QualifiedName> makes(Operation made) {
        if (made instanceof CreatePartitionFromDefault moving) {
            return makes(moving.create());
        }
        if (made instanceof CreatePartitionGuarded guarded) {
            return makes(guarded.create());
        }
        return made instanceof CreatePartitionTree tree ? tree.tables() : Stream.of(partition);
    }
}
