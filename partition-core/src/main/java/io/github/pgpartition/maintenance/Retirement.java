package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.KeyPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which partitions of a lane have outlived their retention, and how they go. */
final class Retirement {

    private final Lane lane;
    private final TableState state;
    private final RemovedTenants removed;
    private final List<Finding> findings;
    private final Leaving leaving;
    private final List<Step> steps = new ArrayList<>();

    Retirement(Lane lane, TableState state, RemovedTenants removed, List<Finding> findings) {
        this.lane = lane;
        this.state = state;
        this.removed = removed;
        this.findings = findings;
        leaving = new Leaving(lane.policy(), state, findings);
    }

    List<Step> steps() {
        for (Existing candidate : lane.existing()) {
            if (lane.isOver(candidate.range()) && !candidate.range().contains(lane.now())) {
                retire(candidate);
            }
        }
        return steps;
    }

    /** Why a partition, or one that was detached before, is not to go; empty where it is. */
    static Optional<String> keeps(Lane lane, Existing candidate) {
        if (lane.cutoff() == null) {
            return Optional.of("the table has no retention now");
        }
        if (!lane.isOver(candidate.range()) || candidate.range().contains(lane.now())) {
            return Optional.of("retention would keep its rows now");
        }
        return isHeld(lane, candidate) ? Optional.of("a hold keeps its rows") : Optional.empty();
    }

    private static boolean isHeld(Lane lane, Existing candidate) {
        return lane.policy().holds().stream().anyMatch(h -> h.range(lane.key()).overlaps(candidate.range()));
    }

    /** Beside a DEFAULT partition, be it one that this pass makes before, it goes plainly. */
    private void retire(Existing candidate) {
        Partition partition = candidate.partition();
        if (isHeld(lane, candidate)) {
            findings.add(new Finding(
                    state.table().name(),
                    "partition " + partition.name().sql() + " is past its retention and kept by a hold"));
            return;
        }
        if (leaving.isKept(partition) || removed.waits(lane, candidate)) {
            return;
        }
        String reason = reason(lane, candidate);
        if (!partition.detachPending()) {
            boolean beside = lane.policy().defaultPartition() == DefaultPartition.KEEP;
            DetachMode mode =
                    !beside && state.canDetachConcurrently(lane.table()) ? DetachMode.CONCURRENTLY : DetachMode.PLAIN;
            DetachPartition detach = new DetachPartition(
                    lane.parent(), partition.name(), mode, state.obstacles().detachLocks());
            steps.add(Step.of(StepKind.DETACH, lane.table(), partition, detach, reason));
        }
        leaving.step(partition, reason).ifPresent(steps::add);
    }

    static String reason(Lane lane, Existing candidate) {
        KeyPoint cutoff = requireNonNull(lane.cutoff(), "cutoff");
        return "its upper bound " + lane.key().write(candidate.range().to()).sql() + " is at or before the cutoff "
                + lane.key().write(cutoff).sql() + " (retention "
                + requireNonNull(lane.retention(), "retention") + ")";
    }
}
