package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The plan for one table: what was interrupted is ended, what is missing is made, what is over goes, in this order. */
final class TablePlanner {

    private final TableState state;
    private final PartitionPolicy policy;
    private final QualifiedName table;
    private final Scene scene;
    private final RemovedTenants removed;
    private final List<Step> steps = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<DefaultQuestion> questions = new LinkedHashSet<>();

    TablePlanner(TableState state, PartitionPolicy policy, Present present) {
        this.state = state;
        this.policy = policy;
        table = state.table().name();
        KeyEncoding key = PolicyCheck.check(policy, state.table(), state.columns());
        removed = new RemovedTenants(state);
        scene = new Scene(state, policy, key, present, findings);
    }

    TablePlan plan() {
        if (policy.paused()) {
            findings.add(new Finding(table, "maintenance is paused; unset paused to go on"));
            new DefaultSet(state, policy, questions, findings).tellWhatWasLeft();
        } else {
            var names = new PartitionNames(state, findings);
            Layout layout = Layout.of(policy, state.table(), state.columns());
            List<Lane> lanes = layout.lanes(scene);
            lanes.forEach(Plausibility::check);
            tellWhatIsHidden();
            var defaults = new DefaultSet(state, policy, questions, findings);
            steps.addAll(defaults.clean());
            finalizePending(state.table());
            lanes.forEach(lane -> add(lane, new Creation(lane, scene, names, questions).steps()));
            steps.addAll(defaults.keepOrRemove(lanes, names));
            lanes.forEach(lane -> add(lane, new Retirement(lane, state, removed, findings).steps()));
            removed.finding().ifPresent(findings::add);
            if (!state.leftovers().isEmpty()) {
                steps.addAll(new Leftovers(state, layout.lanes(scene.withLeftoversPutBack()), findings).steps());
            }
        }
        return new TablePlan(table, state.table().oid(), notTooMany(), findings, failures(), removed.waiting());
    }

    /** A highest key that is read too low makes partitions too late; it never makes one go too early. */
    private void tellWhatIsHidden() {
        if (!state.hidingRows().isEmpty()) {
            findings.add(
                    new Finding(
                            table,
                            "its highest key cannot be told: row security hides rows of "
                                    + state.hidingRows().stream()
                                            .map(QualifiedName::sql)
                                            .collect(joining(", "))
                                    + " from this role, and partitions are made only ahead of the rows that it sees. Maintain it as a role with"
                                    + " BYPASSRLS, or as the owner without FORCE ROW LEVEL SECURITY, or give the role a policy USING (true)"));
        }
    }

    private void add(Lane lane, List<Step> own) {
        own.forEach(step -> steps.add(step.in(lane)));
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

    /** At every level: a detach inside a tenant's partition may have been interrupted, too. */
    private void finalizePending(PartitionedTable parent) {
        for (Partition partition : parent.partitions()) {
            if (partition.detachPending()) {
                steps.add(Step.of(
                        StepKind.FINALIZE,
                        parent,
                        partition,
                        new DetachPartition(
                                parent.name(),
                                partition.name(),
                                DetachMode.FINALIZE,
                                state.obstacles().detachLocks()),
                        "its detach was interrupted: its rows are hidden and inserts into its range are refused"));
            } else {
                partition.partitioned().ifPresent(this::finalizePending);
            }
        }
    }
}
