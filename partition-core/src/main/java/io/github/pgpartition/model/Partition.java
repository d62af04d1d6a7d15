package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition.
 *
 * @param oid               identity of the relation
 * @param detachPending     whether a DETACH CONCURRENTLY was interrupted: its rows are not seen through the parent until it is finalized
 * @param foreign           whether it is a foreign table
 * @param estimatedRows     rows as of the last ANALYZE or VACUUM; -1 where there has been none
 * @param partitionedOrNull its own key and partitions, where it is partitioned itself
 */
public record Partition(
        long oid,
        QualifiedName name,
        PartitionBounds bounds,
        boolean detachPending,
        boolean foreign,
        long estimatedRows,
        @Nullable PartitionedTable partitionedOrNull) {

    public Partition {
        requireNonNull(name, "name");
        requireNonNull(bounds, "bounds");
    }

    public Optional<PartitionedTable> partitioned() {
        return Optional.ofNullable(partitionedOrNull);
    }

    public boolean isLeaf() {
        return partitionedOrNull == null;
    }
}
