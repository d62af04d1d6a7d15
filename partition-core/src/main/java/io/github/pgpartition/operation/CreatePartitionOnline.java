package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partition of a live table: a table like the parent, then ATTACH. Readers and writers of the parent go on.
 *
 * <p>Locks: ACCESS SHARE, then SHARE UPDATE EXCLUSIVE on the parent; ACCESS EXCLUSIVE on its DEFAULT partition, if there is one.
 *
 * @param subPartitionedBy makes the new partition a partitioned table itself
 */
public record CreatePartitionOnline(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable PartitionKey subPartitionedBy,
        @Nullable Identifier tablespace)
        implements Operation {

    public CreatePartitionOnline {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    public static CreatePartitionOnline of(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        return new CreatePartitionOnline(parent, partition, bounds, null, null);
    }

    @Override
    public List<SqlStatement> statements() {
        CreateTableLike create =
                new CreateTableLike(parent, partition, LikeOptions.FOR_PARTITION, subPartitionedBy, tablespace);
        AttachPartition attach = new AttachPartition(parent, partition, bounds);
        return Stream.concat(create.statements().stream(), attach.statements().stream())
                .toList();
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql();
    }
}
