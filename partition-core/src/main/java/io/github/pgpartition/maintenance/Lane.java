package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that follow one another on one axis, and what is wanted of them.
 *
 * @param parent   whose partitions they are
 * @param existing in the order of their starts
 * @param now      the present on the axis; for a key that counts, the highest key
 * @param cutoff   a partition whose upper bound is at or before it has outlived its retention; null where there is none
 */
record Lane(
        QualifiedName parent,
        PartitionPolicy policy,
        KeyEncoding key,
        List<Existing> existing,
        KeyPoint now,
        @Nullable KeyPoint cutoff) {

    static Lane of(
            QualifiedName parent, PartitionPolicy policy, KeyEncoding key, List<Existing> existing, KeyPoint now) {
        KeyPoint cutoff =
                policy.retention().map(r -> r.before(now, key.axisZone())).orElse(null);
        return new Lane(parent, policy, key, existing, now, cutoff);
    }

    Interval interval() {
        return policy.interval();
    }

    ZoneId zone() {
        return key.axisZone();
    }

    boolean isOver(KeyRange range) {
        return cutoff != null && range.to().compareTo(cutoff) <= 0;
    }
}
