package io.github.pgpartition.adoption;

import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.policy.SubPartitions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The policy by which the partitions that are there go on. It never has a retention: nothing may go because of an import. */
final class PolicyGuess {

    private PolicyGuess() {}

    static PartitionPolicy of(PartitionedTable table, Shape shape, Inference inferred) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, PolicyField.INTERVAL, inferred.interval().text());
        put(fields, PolicyField.TIME_ZONE, inferred.zone().getId());
        put(fields, PolicyField.KEY_ENCODING, inferred.encoding());
        put(
                fields,
                PolicyField.DEFAULT_PARTITION,
                defaultPartition(table, shape).text());
        shape.tenantColumn().ifPresent(column -> put(fields, PolicyField.TENANT_COLUMN, column.sql()));
        subPartitions(shape).ifPresent(parts -> put(fields, PolicyField.SUB_PARTITIONS, parts.text()));
        return PartitionPolicy.parse(table.name(), fields);
    }

    static DefaultPartition defaultPartition(PartitionedTable table, Shape shape) {
        List<String> lanes = shape.slots().stream().map(Slot::lane).distinct().toList();
        List<PartitionedTable> parents = Stream.concat(
                        Stream.of(table), table.allPartitions().flatMap(p -> p.partitioned().stream()))
                .filter(parent -> lanes.contains(parent.name().sql()))
                .toList();
        boolean everywhere = parents.isEmpty()
                ? table.defaultPartition().isPresent()
                : parents.stream().allMatch(parent -> parent.defaultPartition().isPresent());
        return everywhere ? DefaultPartition.KEEP : DefaultPartition.NONE;
    }

    /** As the partition made last has it, where at least half of them are partitioned by the same. */
    private static Optional<SubPartitions> subPartitions(Shape shape) {
        return shape.slots().stream()
                .map(Slot::partition)
                .reduce((one, other) -> other.oid() > one.oid() ? other : one)
                .flatMap(Partition::partitioned)
                .filter(PolicyGuess::canBeSaid)
                .filter(newest -> 2
                                * shape.slots().stream()
                                        .map(Slot::partition)
                                        .flatMap(p -> p.partitioned().stream())
                                        .filter(own -> own.key().equals(newest.key()))
                                        .count()
                        >= shape.slots().size())
                .map(newest -> new SubPartitions(
                        newest.key(),
                        newest.partitions().stream().map(Partition::bounds).toList()));
    }

    /** A policy says columns, all the remainders of one modulus, or lists. */
    private static boolean canBeSaid(PartitionedTable parts) {
        List<PartitionBounds> bounds =
                parts.partitions().stream().map(Partition::bounds).toList();
        Predicate<PartitionBounds> isList = b -> b instanceof ListBounds || b instanceof DefaultBounds;
        return !bounds.isEmpty()
                && parts.key().parts().stream().allMatch(PartitionKey.Column.class::isInstance)
                && parts.partitions().stream().allMatch(Partition::isLeaf)
                && (bounds.stream().allMatch(isList)
                        || IntStream.range(0, bounds.size())
                                .allMatch(i -> bounds.contains(new HashBounds(bounds.size(), i))));
    }

    private static void put(Map<String, String> fields, PolicyField field, String value) {
        fields.put(field.fieldName(), value);
    }
}
