package io.github.pgpartition.maintenance;

import static java.util.Comparator.comparing;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyRange;
import java.util.Comparator;
import java.util.List;

/** A partition and the stretch of the axis that it covers. */
record Existing(Partition partition, KeyRange range) {

    static final Comparator<Existing> BY_START = comparing(e -> e.range().from());

    /** All but the DEFAULT partition, by their starts. */
    static List<Existing> of(PartitionedTable table, KeyEncoding key) {
        return table.partitions().stream()
                .filter(p -> p.bounds() instanceof RangeBounds)
                .map(p -> new Existing(p, key.range((RangeBounds) p.bounds())))
                .sorted(BY_START)
                .toList();
    }
}
