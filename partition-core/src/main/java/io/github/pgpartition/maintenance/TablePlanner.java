package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The plan for one table: what was interrupted is ended, what is missing is made, what is over goes, in this order. */
final class TablePlanner {

    private final TableState state;
    private final PartitionPolicy policy;
    private final QualifiedName table;
    private final KeyEncoding key;
    private final Instant instant;
    private final List<Step> steps = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    TablePlanner(TableState state, PartitionPolicy policy, Instant instant) {
        this.state = state;
        this.policy = policy;
        this.instant = instant;
        table = state.table().name();
        key = PolicyCheck.check(policy, state.table());
    }

    TablePlan plan() {
        if (policy.paused()) {
            findings.add(new Finding(table, "maintenance is paused; unset paused to go on"));
        } else {
            var names = new PartitionNames(state, findings);
            List<Lane> lanes = lanes(state);
            finalizePending();
            lanes.forEach(lane -> steps.addAll(new Creation(lane, state, names).steps()));
            lanes.forEach(lane -> steps.addAll(new Retirement(lane, state, findings).steps()));
            if (!state.leftovers().isEmpty()) {
                steps.addAll(new Leftovers(state, lanes(state.withLeftoversPutBack()), findings).steps());
            }
        }
        return new TablePlan(table, state.table().oid(), notTooMany(), findings, failures());
    }

    /** The last ones first: rows of now need them most. The next pass goes on. */
    private List<Step> notTooMany() {
        List<Step> creating =
                steps.stream().filter(s -> s.kind() == StepKind.CREATE).toList();
        int tooMany = creating.size() - Window.LIMIT;
        if (tooMany <= 0) {
            return steps;
        }
        findings.add(new Finding(
                table,
                "more than " + Window.LIMIT + " partitions are missing; this pass makes the last " + Window.LIMIT
                        + " of them, and the next one goes on. If so many are not wanted, set startAt to a later time or the"
                        + " interval to a wider one"));
        Set<Step> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(creating.subList(0, tooMany));
        return steps.stream().filter(s -> !left.contains(s)).toList();
    }

    private List<Failure> failures() {
        return state.obstacles().noRetentionSchema()
                ? List.of(
                        new Failure(
                                table,
                                "Cannot archive partitions of " + table.sql() + ": schema "
                                        + policy.retentionSchema().orElseThrow().sql()
                                        + " does not exist. Create it, or declare another retentionSchema; nothing is detached before."))
                : List.of();
    }

    private List<Lane> lanes(TableState from) {
        return List.of(Lane.of(table, policy, key, Existing.of(from.table(), key), now()));
    }

    private KeyPoint now() {
        if (key.holdsTime()) {
            return key.at(instant);
        }
        KeyPoint highest = state.highestKeyOrNull();
        return highest != null ? highest : policy.startAt().map(key::parse).orElse(KeyPoint.of(0));
    }

    private void finalizePending() {
        for (Partition partition : state.table().partitions()) {
            if (partition.detachPending()) {
                steps.add(Step.of(
                        StepKind.FINALIZE,
                        partition,
                        new DetachPartition(
                                table,
                                partition.name(),
                                DetachMode.FINALIZE,
                                state.obstacles().detachLocks()),
                        "its detach was interrupted: its rows are hidden and inserts into its range are refused"));
            }
        }
    }
}
