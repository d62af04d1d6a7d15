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
import java.util.LinkedHashSet;
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
    private final Set<DefaultQuestion> questions = new LinkedHashSet<>();

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
            var defaults = new DefaultSet(state, policy, questions, findings);
            steps.addAll(defaults.clean());
            finalizePending();
            lanes.forEach(lane -> steps.addAll(new Creation(lane, state, names).steps(questions, findings)));
            lanes.stream()
                    .map(Lane::parent)
                    .distinct()
                    .forEach(parent -> steps.addAll(defaults.keepOrRemove(parent, names)));
            lanes.forEach(lane -> steps.addAll(new Retirement(lane, state, findings).steps()));
            if (!state.leftovers().isEmpty()) {
                steps.addAll(new Leftovers(state, lanes(state.withLeftoversPutBack()), findings).steps());
            }
        }
        return new TablePlan(table, state.table().oid(), steps, findings, failures());
    }

    /** What the plan should know about rows in DEFAULT partitions and does not. */
    Set<DefaultQuestion> questions() {
        return questions;
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
