package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates a partition of a live table together with all that is below it: the partitions are made while nobody can see the table above
 * them yet, and one ATTACH at the end shows all of it.
 *
 * <p>Locks: those of {@link CreatePartitionOnline}, taken on the live parent by its first and its last statement only.
 *
 * @param top   the partition; partitioned itself where it has parts
 * @param parts its own partitions; each a tree again
 */
public record CreatePartitionTree(CreatePartitionOnline top, List<CreatePartitionTree> parts) implements Operation {

    public CreatePartitionTree {
        requireNonNull(top, "top");
        parts = List.copyOf(parts);
        if (!parts.isEmpty() && top.subPartitionedBy() == null) {
            throw new IllegalArgumentException(top.partition() + " has partitions and no key");
        }
        for (CreatePartitionTree part : parts) {
            if (!part.top.parent().equals(top.partition())) {
                throw new IllegalArgumentException(part.top.partition() + " is no partition of " + top.partition());
            }
        }
    }

    /** A partition that holds rows. */
    public static CreatePartitionTree leaf(CreatePartitionOnline partition) {
        return new CreatePartitionTree(partition, List.of());
    }

    /** With what the table has and neither LIKE nor ATTACH gives, at every level. */
    public CreatePartitionTree withProperties(InheritedProperties other) {
        return new CreatePartitionTree(
                top.withProperties(other),
                parts.stream().map(part -> part.withProperties(other)).toList());
    }

    /** All tables that it makes, a parent before its partitions. */
    public Stream<QualifiedName> tables() {
        return Stream.concat(Stream.of(top.partition()), parts.stream().flatMap(CreatePartitionTree::tables));
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> own = top.statements();
        List<SqlStatement> all = new ArrayList<>(own.subList(0, own.size() - 1));
        parts.forEach(part -> all.addAll(part.statements()));
        all.add(own.get(own.size() - 1));
        return all;
    }

    @Override
    public String describe() {
        return parts.isEmpty() ? top.describe() : top.describe() + " with " + (tables().count() - 1) + " below it";
    }
}
