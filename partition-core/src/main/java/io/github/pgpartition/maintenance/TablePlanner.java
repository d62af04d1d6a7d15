package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.MoveToSchema;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The plan for one table. */
final class TablePlanner {

    private final TableState state;
    private final PartitionPolicy policy;
    private final QualifiedName table;
    private final KeyEncoding key;
    private final Interval interval;
    private final ZoneId zone;
    private final List<Existing> existing;
    private final KeyPoint now;
    private final @Nullable KeyPoint cutoff;
    private final Set<Identifier> names = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    TablePlanner(TableState state, PartitionPolicy policy, Instant instant) {
        this.state = state;
        this.policy = policy;
        table = state.table().name();
        key = PolicyCheck.check(policy, state.table());
        interval = policy.interval();
        zone = key.axisZone();
        existing = Existing.of(state.table(), key);
        now = key.holdsTime() ? key.at(instant) : highestKey();
        cutoff = policy.retention().map(r -> r.before(now, zone)).orElse(null);
        state.table().allPartitions().forEach(p -> names.add(p.name().name()));
    }

    private KeyPoint highestKey() {
        KeyPoint highest = state.highestKeyOrNull();
        return highest != null ? highest : policy.startAt().map(key::parse).orElse(KeyPoint.of(0));
    }

    TablePlan plan() {
        if (policy.paused()) {
            findings.add(new Finding(table, "maintenance is paused; unset paused to go on"));
            return new TablePlan(table, state.table().oid(), steps, findings);
        }
        finalizePending();
        create();
        retire();
        return new TablePlan(table, state.table().oid(), steps, findings);
    }

    private void finalizePending() {
        for (Partition partition : state.table().partitions()) {
            if (partition.detachPending()) {
                add(
                        StepKind.FINALIZE,
                        partition,
                        new DetachPartition(table, partition.name(), DetachMode.FINALIZE),
                        "its detach was interrupted: its rows are hidden and inserts into its range are refused");
            }
        }
    }

    private void create() {
        List<KeyRange> ranges = existing.stream().map(Existing::range).toList();
        for (KeyRange range : window().missing(ranges, interval, zone)) {
            if (!isOver(range)) {
                Identifier name = freeName(range);
                QualifiedName partition = table.sibling(name);
                var bounds = key.bounds(range);
                steps.add(new Step(
                        StepKind.CREATE,
                        partition,
                        0,
                        bounds,
                        new CreatePartitionOnline(table, partition, bounds, null, null, state.templateOrNull())
                                .withProperties(state.properties()),
                        range.from().compareTo(now) > 0
                                ? "premake " + policy.premake() + " partitions of " + interval.text() + " ahead"
                                : "no partition takes these keys yet"));
            }
        }
    }

    private Window window() {
        Window ahead = Window.ahead(interval, zone, now, policy.premake());
        KeyPoint oldest = existing.stream()
                .map(Existing::range)
                .filter(range -> !isOver(range))
                .map(range -> range.from().isFinite() ? range.from() : range.to())
                .filter(KeyPoint::isFinite)
                .findFirst()
                .orElse(ahead.from());
        KeyPoint start = policy.startAt()
                .map(key::parse)
                .map(s -> KeyPoint.min(s, oldest))
                .orElse(oldest);
        Window whole = ahead.startingAt(start);
        return cutoff == null ? whole : whole.notBefore(KeyPoint.min(interval.floor(cutoff, zone), ahead.from()));
    }

    private boolean isOver(KeyRange range) {
        return cutoff != null && range.to().compareTo(cutoff) <= 0;
    }

    /** The name that the policy gives, with a number where something else has it: a hole would be worse than an odd name. */
    private Identifier freeName(KeyRange range) {
        String label = interval.label(range.from(), zone);
        Identifier wanted = policy.naming().name(table.name(), label);
        Identifier name = wanted;
        for (int i = 2; state.takenNames().contains(name) || !names.add(name); i++) {
            name = policy.naming().name(table.name(), label + "_" + i);
        }
        if (!name.equals(wanted)) {
            findings.add(new Finding(
                    table,
                    "the name " + table.sibling(wanted).sql() + " is taken by something else, so the partition from "
                            + key.write(range.from()).sql() + " is called " + name.sql()));
        }
        return name;
    }

    private void retire() {
        for (Existing candidate : existing) {
            if (isOver(candidate.range()) && !candidate.range().contains(now)) {
                retire(candidate);
            }
        }
    }

    private void retire(Existing candidate) {
        Partition partition = candidate.partition();
        boolean held = policy.holds().stream().anyMatch(h -> h.range(key).overlaps(candidate.range()));
        if (held) {
            findings.add(new Finding(
                    table, "partition " + partition.name().sql() + " is past its retention and kept by a hold"));
            return;
        }
        String reason = "its upper bound " + key.write(candidate.range().to()).sql() + " is at or before the cutoff "
                + (cutoff == null ? "" : key.write(cutoff).sql()) + " (retention "
                + policy.retention().orElseThrow() + ")";
        if (!partition.detachPending()) {
            DetachMode mode = state.canDetachConcurrently() ? DetachMode.CONCURRENTLY : DetachMode.PLAIN;
            add(StepKind.DETACH, partition, new DetachPartition(table, partition.name(), mode), reason);
        }
        switch (policy.retentionAction()) {
            case DETACH -> {}
            case DROP -> add(StepKind.DROP, partition, new DropTable(partition.name()), reason);
            case ARCHIVE ->
                add(
                        StepKind.ARCHIVE,
                        partition,
                        new MoveToSchema(
                                partition.name(), policy.retentionSchema().orElseThrow()),
                        reason);
        }
    }

    private void add(StepKind kind, Partition partition, Operation operation, String reason) {
        steps.add(new Step(kind, partition.name(), partition.oid(), partition.bounds(), operation, reason));
    }
}
