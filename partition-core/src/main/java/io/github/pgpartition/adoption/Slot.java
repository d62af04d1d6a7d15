package io.github.pgpartition.adoption;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;

/**
 * A partition on the axis whose values the interval cuts.
 *
 * @param lane   those of one lane follow one another: the tenant, or the table that they belong to
 * @param bounds of the axis alone
 */
record Slot(String lane, Partition partition, RangeBounds bounds) {

    QualifiedName name() {
        return partition.name();
    }
}
