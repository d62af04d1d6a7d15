package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;

/**
 * From what is and what is declared to what has to be done. Pure: no connection, no clock, no logging.
 *
 * <p>It compares bounds, never names. It never plans to remove a partition whose upper bound is past the cutoff, one under a hold, the
 * DEFAULT partition or the current one; and it never makes one that retention would remove at once.
 */
public final class MaintenancePlanner {

    private MaintenancePlanner() {}

    public static TablePlan plan(PartitionedTable table, PartitionPolicy policy, Instant now) {
        return plan(TableState.of(table), policy, now);
    }

    public static TablePlan plan(TableState state, PartitionPolicy policy, Instant now) {
        return new TablePlanner(state, policy, now).plan();
    }
}
