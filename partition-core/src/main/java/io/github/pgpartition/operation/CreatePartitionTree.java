package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates a partition of a live table together with all that is below it, in one transaction: rows find either the whole tree or nothing.
 *
 * <p>The top is attached before it has partitions. The other way round would hold the lock on the live table for a shorter time, but then
 * PostgreSQL 17 and 18 do not tell the partitions below that a column is an identity, and refuse to detach the tree for want of it.
 *
 * <p>Locks: those of {@link CreatePartitionOnline} on the live parent; nobody else can see what is below.
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

    /** The same, of a parent that is known to have a DEFAULT partition. */
    public CreatePartitionTree beside(QualifiedName knownDefault) {
        return new CreatePartitionTree(top.beside(knownDefault), parts);
    }

    /** All tables that it makes, a parent before its partitions. */
    public Stream<QualifiedName> tables() {
        return Stream.concat(Stream.of(top.partition()), parts.stream().flatMap(CreatePartitionTree::tables));
    }

    @Override
    public List<SqlStatement> statements() {
        return Stream.concat(top.statements().stream(), parts.stream().flatMap(part -> part.statements().stream()))
                .toList();
    }

    /** With the ATTACH of the top at the end, so that rows can be put into it before. Not for identity columns from PostgreSQL 17 on. */
    List<SqlStatement> attachedLast() {
        List<SqlStatement> own = top.statements();
        int attach = own.size() - 1;
        return Stream.of(
                        own.subList(0, attach).stream(),
                        parts.stream().flatMap(part -> part.statements().stream()),
                        own.subList(attach, own.size()).stream())
                .flatMap(s -> s)
                .toList();
    }

    @Override
    public String describe() {
        return parts.isEmpty() ? top.describe() : top.describe() + " with " + (tables().count() - 1) + " below it";
    }
}
