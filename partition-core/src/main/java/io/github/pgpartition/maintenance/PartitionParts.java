package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.policy.SubPartitions;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of partitions, where {@code subPartitions} wants some. */
final class PartitionParts {

    private final Lane lane;
    private final Scene scene;
    private final PartitionNames names;
    private final Optional<SubPartitions> wanted;

    PartitionParts(Lane lane, Scene scene, PartitionNames names) {
        this.lane = lane;
        this.scene = scene;
        this.names = names;
        wanted = lane.policy().subPartitions();
    }

    /** A new partition with all its parts. */
    CreatePartitionTree tree(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        PartitionKey key = wanted.map(SubPartitions::key).orElse(null);
        List<CreatePartitionTree> parts = wanted.map(SubPartitions::bounds).orElse(List.of()).stream()
                .map(part -> CreatePartitionTree.leaf(create(partition, names.ofPart(partition, part), part, null)))
                .toList();
        return new CreatePartitionTree(create(parent, partition, bounds, key), parts);
    }

    CreatePartitionOnline create(
            QualifiedName parent, QualifiedName partition, PartitionBounds bounds, @Nullable PartitionKey key) {
        return new CreatePartitionOnline(
                        parent, partition, bounds, key, null, scene.state().templateOrNull())
                .withProperties(scene.state().properties());
    }

    /** Parts that somebody has taken away, or that the policy has got since. Partitions made before it had any stay as they are. */
    List<Step> missingOfExisting() {
        List<Step> steps = new ArrayList<>();
        for (Existing existing : wanted.isPresent() ? lane.existing() : List.<Existing>of()) {
            boolean stays =
                    !lane.isOver(existing.range()) && !existing.partition().detachPending();
            existing.partition().partitioned().filter(own -> stays).ifPresent(own -> repair(own, steps));
        }
        return steps;
    }

    private void repair(PartitionedTable own, List<Step> steps) {
        for (PartitionBounds part : MissingParts.of(own, wanted.orElseThrow(), scene)) {
            QualifiedName name = names.ofPart(own.name(), part);
            steps.add(Step.create(
                    CreatePartitionTree.leaf(create(own.name(), name, part, null)),
                    "rows of this part of " + own.name().sql() + " have no partition"));
        }
    }
}
