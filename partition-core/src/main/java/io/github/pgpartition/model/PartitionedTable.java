package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A partitioned table and everything below it, as the catalog had it in one moment.
 *
 * @param oid        identity of the relation: a name may come to mean another one
 * @param keyTypes   the type of each part of the key, as {@code format_type} prints it; domains are resolved to their base
 * @param partitions direct partitions in the order of their names; each may be partitioned itself
 */
public record PartitionedTable(
        long oid, QualifiedName name, PartitionKey key, List<String> keyTypes, List<Partition> partitions) {

    public PartitionedTable {
        requireNonNull(name, "name");
        requireNonNull(key, "key");
        keyTypes = List.copyOf(keyTypes);
        partitions = List.copyOf(partitions);
    }

    public PartitionStrategy strategy() {
        return key.strategy();
    }

    public Optional<Partition> defaultPartition() {
        return partitions.stream().filter(p -> p.bounds().isDefault()).findFirst();
    }

    public Optional<Partition> partition(QualifiedName wanted) {
        return partitions.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }

    /** Every partition at every level, a parent before its children. */
    public Stream<Partition> allPartitions() {
        return partitions.stream()
                .flatMap(p ->
                        Stream.concat(Stream.of(p), p.partitioned().stream().flatMap(PartitionedTable::allPartitions)));
    }

    /** The partitions that hold rows. */
    public Stream<Partition> leaves() {
        return allPartitions().filter(Partition::isLeaf);
    }
}
