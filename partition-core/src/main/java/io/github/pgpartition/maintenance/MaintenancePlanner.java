package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.util.Set;

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
        return plan(state, policy, Present.of(now));
    }

    public static TablePlan plan(TableState state, PartitionPolicy policy, Present present) {
        return new TablePlanner(state, policy, present).plan();
    }

    /**
     * What has to be known about rows in DEFAULT partitions before there can be a plan. Answers may lead to more questions; where there are
     * none left, the plan is complete.
     */
    public static Set<DefaultQuestion> questions(TableState state, PartitionPolicy policy, Present present) {
        if (state.defaults().isEmpty()) {
            return Set.of();
        }
        TablePlanner planner = new TablePlanner(state, policy, present);
        planner.plan();
        return planner.questions();
    }
}
