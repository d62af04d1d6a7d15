package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a lane are, for its highest key.
 *
 * @param lane         its name in {@link TableState#highestKeys}
 * @param key          whose highest value is wanted
 * @param tenantColumn null where all rows of the table are the lane's
 * @param tenant       whose rows are the lane's, where a column tells
 * @param topDown      what has a partition, the highest first
 */
public record LaneRows(
        String lane,
        QualifiedName table,
        PartitionKey.Part key,
        @Nullable Identifier tenantColumn,
        String tenant,
        List<RangeBounds> topDown) {

    public LaneRows {
        topDown = List.copyOf(topDown);
    }
}
