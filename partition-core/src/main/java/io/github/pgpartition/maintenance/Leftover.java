package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Partition;
import org.jspecify.annotations.Nullable;

/**
 * A table that an earlier pass detached, as the history shows, and did not get round to drop or archive.
 *
 * @param partition     as it was, with the bounds that it had
 * @param parentOid     of the table that it was a partition of
 * @param next          what was to follow: DROP or ARCHIVE
 * @param changedOrNull what somebody has done to it since, so that it is not ours any more; null where nobody has
 */
public record Leftover(
        Partition partition,
        long parentOid,
        StepKind next,
        @Nullable String changedOrNull) {

    public Leftover {
        requireNonNull(partition, "partition");
        requireNonNull(next, "next");
    }
}
