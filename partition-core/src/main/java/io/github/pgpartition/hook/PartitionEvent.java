package io.github.pgpartition.hook;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a hook is told of a partition.
 *
 * @param table         the managed table
 * @param parent        the table that it is a partition of; another one than the managed table below its partitions
 * @param tenantOrNull  whose rows it takes; null where the table has no tenants
 * @param bounds        that it has, or had while it was a partition
 * @param estimatedRows as of the last ANALYZE or VACUUM; -1 where there has been none, 0 for one that is made
 * @param bytes         on disk, with indexes and TOAST; -1 where somebody's lock kept us from looking, 0 for one that is made
 * @param reason        why, for people: {@code its upper bound … is at or before the cutoff …}
 */
public record PartitionEvent(
        QualifiedName table,
        QualifiedName parent,
        QualifiedName partition,
        @Nullable String tenantOrNull,
        PartitionBounds bounds,
        long estimatedRows,
        long bytes,
        String reason) {

    public PartitionEvent {
        requireNonNull(table, "table");
        requireNonNull(parent, "parent");
        requireNonNull(partition, "partition");
        requireNonNull(bounds, "bounds");
        requireNonNull(reason, "reason");
    }

    public Optional<String> tenant() {
        return Optional.ofNullable(tenantOrNull);
    }
}
