package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A DEFAULT partition and the table that it belongs to, at any level of a tree. */
public record DefaultPlace(PartitionedTable parent, Partition partition) {

    /** Of the table itself, and wherever below it partitions follow one another; not those among the parts of partitions. */
    public static Stream<DefaultPlace> all(PartitionedTable root) {
        Stream<PartitionedTable> below = root.allPartitions()
                .flatMap(p -> p.partitioned().stream())
                .filter(t -> t.strategy() == PartitionStrategy.RANGE);
        return Stream.concat(Stream.of(root), below)
                .flatMap(t -> t.defaultPartition().map(p -> new DefaultPlace(t, p)).stream());
    }

    static Optional<DefaultPlace> of(PartitionedTable root, QualifiedName parent) {
        return all(root).filter(p -> p.parent().name().equals(parent)).findFirst();
    }

    /** The rows that a partition with these bounds would take. */
    public String condition(PartitionBounds bounds) {
        return new BoundsCondition(parent.key(), parent.name()).of(bounds, List.of());
    }

    QualifiedName name() {
        return partition.name();
    }

    /** What it is that forbids to take rows out of it. */
    Optional<DefaultObstacle> obstacle() {
        if (partition.foreign()) {
            return Optional.of(
                    new DefaultObstacle("it is a foreign table", DefaultObstacle.Effect.MOVING_AND_PROMOTING));
        }
        return partition.isLeaf()
                ? Optional.empty()
                : Optional.of(
                        new DefaultObstacle("it is partitioned itself", DefaultObstacle.Effect.MOVING_AND_PROMOTING));
    }

    Step.Source source() {
        return new Step.Source(partition.oid(), name(), parent.oid(), parent.name());
    }
}
