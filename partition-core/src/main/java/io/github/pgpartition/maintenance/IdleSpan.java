package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.ClockInterval;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long nothing is due for a table, if nobody does anything to it. Only of tables for which the clock alone decides: rows in a DEFAULT
 * partition, or a key that counts, come whenever they like.
 */
public final class IdleSpan {

    /** Even where a policy has nothing to do for months: what nobody has thought of is not overlooked for longer. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private IdleSpan() {}

    /**
     * Empty where the plan is not, or where it is not known. What is due at some moment of the span is due at its end or was at its
     * beginning, as it is no longer than an interval: both are planned.
     *
     * @param plan for now, from this state
     */
    public static Optional<Instant> end(TablePlan plan, TableState state, PartitionPolicy policy, Instant now) {
        Instant end = now.plus(length(policy));
        boolean idle = isEmpty(plan)
                && PolicyCheck.check(policy, state.table(), state.columns()).holdsTime()
                && state.table().allPartitions().noneMatch(p -> p.bounds().isDefault())
                && isEmpty(MaintenancePlanner.plan(state, policy, end));
        return idle ? Optional.of(end) : Optional.empty();
    }

    private static Duration length(PartitionPolicy policy) {
        return policy.interval() instanceof ClockInterval clock && clock.width().compareTo(LONGEST) < 0
                ? clock.width()
                : LONGEST;
    }

    private static boolean isEmpty(TablePlan plan) {
        return plan.steps().isEmpty()
                && plan.findings().isEmpty()
                && plan.failures().isEmpty();
    }
}
