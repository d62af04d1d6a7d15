package io.github.pgpartition.maintenance;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.SubPartitions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The parts that a partition lacks. One that is partitioned otherwise than the policy wants keeps to its own way. */
final class MissingParts {

    private MissingParts() {}

    static List<PartitionBounds> of(PartitionedTable own, SubPartitions wanted, Scene scene) {
        if (!own.key().equals(wanted.key())) {
            return List.of();
        }
        List<PartitionBounds> there =
                own.partitions().stream().map(Partition::bounds).toList();
        List<PartitionBounds> missing = new ArrayList<>();
        for (PartitionBounds part : wanted.bounds()) {
            if (part instanceof ListBounds list) {
                List<BoundValue> values = list.values().stream()
                        .filter(not(lists(there).toList()::contains))
                        .toList();
                if (!values.isEmpty()) {
                    missing.add(new ListBounds(values));
                }
            } else if (!there.contains(part)) {
                missing.add(part);
            }
        }
        return isOfAnotherModulus(there, wanted) ? incomplete(own, there, scene) : missing;
    }

    private static Stream<BoundValue> lists(List<PartitionBounds> there) {
        return there.stream().filter(ListBounds.class::isInstance).flatMap(b -> ((ListBounds) b).values().stream());
    }

    private static boolean isOfAnotherModulus(List<PartitionBounds> there, SubPartitions wanted) {
        return there.stream()
                .anyMatch(b -> b instanceof HashBounds hash
                        && hash.modulus() != wanted.bounds().size());
    }

    /** With moduli of its own, which every later one must divide or be divided by, it is complete when the shares make a whole. */
    private static List<PartitionBounds> incomplete(PartitionedTable own, List<PartitionBounds> there, Scene scene) {
        List<HashBounds> hashes = there.stream().map(HashBounds.class::cast).toList();
        BigInteger largest = BigInteger.valueOf(
                hashes.stream().mapToInt(HashBounds::modulus).max().orElse(1));
        BigInteger shares = hashes.stream()
                .map(hash -> largest.divide(BigInteger.valueOf(hash.modulus())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        if (shares.compareTo(largest) < 0) {
            scene.find("partition " + own.name().sql() + " lacks a hash partition, so that some rows have none; it has "
                    + there.stream().map(PartitionBounds::clause).collect(joining(", ")));
        }
        return List.of();
    }
}
