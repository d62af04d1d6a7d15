package io.github.pgpartition.operation;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import org.jspecify.annotations.Nullable;

/** Where a table stands that is to be a partition, or no longer one: what a run that was interrupted has left. Each answer is fresh. */
public interface Whereabouts {

    /** Seen from a partitioned table. */
    enum Place {
        /** There is no relation of that name. */
        MISSING,
        /** A relation that is nobody's partition. */
        ALONE,
        /** A partition of the table. */
        HERE,
        /** A partition of the table whose DETACH CONCURRENTLY has begun and was not ended. */
        PENDING,
        /** A partition of another table. */
        ELSEWHERE
    }

    Place place();

    /** Its bounds, as the server prints them; empty where it is no partition of the table. */
    String bounds();

    /** Whether it is a partition of the table with exactly these bounds; the server compares. */
    boolean hasBounds(PartitionBounds bounds);

    /** Whether it is partitioned itself by exactly that key, and not at all where the key is null; the server compares. */
    boolean isPartitionedBy(@Nullable PartitionKey key);

    /** Whether it has a CHECK of that name. */
    boolean hasCheck(Identifier name);

    /** Whether it has the CHECK that DETACH CONCURRENTLY leaves on a partition with these bounds: none on one of a hash key. */
    boolean hasCheckOf(PartitionBounds bounds);

    /** Whether its comment says that a {@link DropPartition} has begun to take this very table out of this very parent. */
    boolean isNotedForDrop();
}
