package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;

/**
 * Something about the rows of a DEFAULT partition that a plan depends on.
 *
 * @param defaultOid which one
 * @param bounds     of the rows; DEFAULT means all
 * @param outside    asks for all the others instead, those with a NULL or an infinite key among them
 */
public record DefaultQuestion(long defaultOid, PartitionBounds bounds, boolean outside) {

    public DefaultQuestion {
        requireNonNull(bounds, "bounds");
    }

    /** Whether it is about the rows of one range, and so about its lowest and highest key, too. */
    public boolean isRange() {
        return !outside && bounds instanceof RangeBounds;
    }
}
