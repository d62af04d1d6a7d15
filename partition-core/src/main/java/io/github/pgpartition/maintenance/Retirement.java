package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.MoveToSchema;
import io.github.pgpartition.policy.KeyPoint;
import java.util.ArrayList;
import java.util.List;

/** Which partitions of a lane have outlived their retention, and what becomes of them. */
final class Retirement {

    private final Lane lane;
    private final TableState state;
    private final List<Finding> findings;
    private final List<Step> steps = new ArrayList<>();

    Retirement(Lane lane, TableState state, List<Finding> findings) {
        this.lane = lane;
        this.state = state;
        this.findings = findings;
    }

    List<Step> steps() {
        for (Existing candidate : lane.existing()) {
            if (lane.isOver(candidate.range()) && !candidate.range().contains(lane.now())) {
                retire(candidate);
            }
        }
        return steps;
    }

    private void retire(Existing candidate) {
        Partition partition = candidate.partition();
        boolean held =
                lane.policy().holds().stream().anyMatch(h -> h.range(lane.key()).overlaps(candidate.range()));
        if (held) {
            findings.add(new Finding(
                    state.table().name(),
                    "partition " + partition.name().sql() + " is past its retention and kept by a hold"));
            return;
        }
        String reason = reason(candidate);
        if (!partition.detachPending()) {
            DetachMode mode = state.canDetachConcurrently() ? DetachMode.CONCURRENTLY : DetachMode.PLAIN;
            steps.add(Step.of(
                    StepKind.DETACH, partition, new DetachPartition(lane.parent(), partition.name(), mode), reason));
        }
        switch (lane.policy().retentionAction()) {
            case DETACH -> {}
            case DROP -> steps.add(Step.of(StepKind.DROP, partition, new DropTable(partition.name()), reason));
            case ARCHIVE ->
                steps.add(Step.of(
                        StepKind.ARCHIVE,
                        partition,
                        new MoveToSchema(
                                partition.name(),
                                lane.policy().retentionSchema().orElseThrow()),
                        reason));
        }
    }

    private String reason(Existing candidate) {
        KeyPoint cutoff = requireNonNull(lane.cutoff(), "cutoff");
        return "its upper bound " + lane.key().write(candidate.range().to()).sql() + " is at or before the cutoff "
                + lane.key().write(cutoff).sql() + " (retention "
                + lane.policy().retention().orElseThrow() + ")";
    }
}
