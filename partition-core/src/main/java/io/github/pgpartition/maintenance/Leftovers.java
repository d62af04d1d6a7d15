package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.RetentionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is still to be done to tables that earlier passes detached. Each is judged as if it were still a partition, so that nothing goes
 * that the policy of today would keep.
 */
final class Leftovers {

    private final TableState state;
    private final List<Lane> lanes;
    private final List<Finding> findings;

    /** @param lanes of the table with its leftovers put back */
    Leftovers(TableState state, List<Lane> lanes, List<Finding> findings) {
        this.state = state;
        this.lanes = lanes;
        this.findings = findings;
    }

    /** The table as if nothing had been detached. */
    static PartitionedTable putBack(PartitionedTable table, List<Leftover> leftovers) {
        Stream<Partition> there = table.partitions().stream()
                .map(p -> p.partitioned()
                        .map(t -> new Partition(
                                p.oid(),
                                p.name(),
                                p.bounds(),
                                p.detachPending(),
                                p.foreign(),
                                p.estimatedRows(),
                                putBack(t, leftovers)))
                        .orElse(p));
        Stream<Partition> back =
                leftovers.stream().filter(l -> l.parentOid() == table.oid()).map(Leftover::partition);
        return new PartitionedTable(
                table.oid(),
                table.name(),
                table.key(),
                table.keyTypes(),
                Stream.concat(there, back).toList());
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Leftover leftover : state.leftovers()) {
            String keeps = keeps(leftover);
            if (keeps.isEmpty()) {
                steps.addAll(finish(leftover));
            } else {
                findings.add(new Finding(
                        state.table().name(),
                        "table "
                                + leftover.partition().name().sql() + " was detached to be " + done(leftover.next())
                                + ", and is left alone now, as " + keeps
                                + ": drop it yourself, or, where it is to stay or was moved, set next_action of partition_oid "
                                + leftover.partition().oid() + " in pgpartition.history to NULL"));
            }
        }
        return steps;
    }

    /** Empty where nothing does. */
    private String keeps(Leftover leftover) {
        if (leftover.changedOrNull() != null) {
            return leftover.changedOrNull();
        }
        Optional<Lane> lane = laneOf(leftover);
        if (lane.isEmpty()) {
            return "its bounds " + leftover.partition().bounds().sql() + " do not fit the table any more";
        }
        RetentionAction action = lane.get().policy().retentionAction();
        if (!done(leftover.next()).equals(done(action))) {
            return lane.get().cutoff() == null
                    ? "the table has no retention now"
                    : "retention_action is now '" + action.name().toLowerCase(java.util.Locale.ROOT) + "'";
        }
        return Retirement.keeps(lane.get(), existing(lane.get(), leftover)).orElse("");
    }

    private List<Step> finish(Leftover leftover) {
        Lane lane = laneOf(leftover).orElseThrow();
        Leaving leaving = new Leaving(lane.policy(), state, findings);
        if (leaving.isKept(leftover.partition())) {
            return List.of();
        }
        String reason =
                "an earlier pass detached it and got no further: " + Retirement.reason(lane, existing(lane, leftover));
        return leaving.step(leftover.partition(), reason).map(step -> step.in(lane)).stream()
                .toList();
    }

    private Optional<Lane> laneOf(Leftover leftover) {
        return lanes.stream()
                .filter(l -> l.existing().stream().anyMatch(e -> is(e, leftover)))
                .findFirst();
    }

    private static Existing existing(Lane lane, Leftover leftover) {
        return lane.existing().stream().filter(e -> is(e, leftover)).findFirst().orElseThrow();
    }

    private static boolean is(Existing existing, Leftover leftover) {
        return existing.partition().oid() == leftover.partition().oid();
    }

    private static String done(StepKind kind) {
        return kind == StepKind.DROP ? "dropped" : "archived";
    }

    private static String done(RetentionAction action) {
        return switch (action) {
            case DROP -> "dropped";
            case ARCHIVE -> "archived";
            case DETACH -> "detached";
        };
    }
}
