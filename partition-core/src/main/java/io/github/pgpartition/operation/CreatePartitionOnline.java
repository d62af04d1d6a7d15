package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partition of a live table: a table like the parent, then ATTACH. Readers and writers of the parent go on.
 *
 * <p>Locks: ACCESS SHARE, then SHARE UPDATE EXCLUSIVE on the parent; ACCESS EXCLUSIVE on its DEFAULT partition, if there is one.
 *
 * @param subPartitionedBy makes the new partition a partitioned table itself
 * @param template         whose keys, constraints and indexes it takes; not where it is partitioned itself, its leaves take them
 * @param defaultPartition of the parent, where it is known to have one: its lock is then told
 */
public record CreatePartitionOnline(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable PartitionKey subPartitionedBy,
        @Nullable Identifier tablespace,
        @Nullable QualifiedName template,
        @Nullable QualifiedName defaultPartition)
        implements Operation {

    public CreatePartitionOnline {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    public CreatePartitionOnline(
            QualifiedName parent,
            QualifiedName partition,
            PartitionBounds bounds,
            @Nullable PartitionKey subPartitionedBy,
            @Nullable Identifier tablespace,
            @Nullable QualifiedName template) {
        this(parent, partition, bounds, subPartitionedBy, tablespace, template, null);
    }

    public CreatePartitionOnline(
            QualifiedName parent,
            QualifiedName partition,
            PartitionBounds bounds,
            @Nullable PartitionKey subPartitionedBy,
            @Nullable Identifier tablespace) {
        this(parent, partition, bounds, subPartitionedBy, tablespace, null);
    }

    public static CreatePartitionOnline of(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        return new CreatePartitionOnline(parent, partition, bounds, null, null);
    }

    /** The same, of a parent that is known to have a DEFAULT partition. */
    public CreatePartitionOnline beside(QualifiedName knownDefault) {
        return new CreatePartitionOnline(
                parent, partition, bounds, subPartitionedBy, tablespace, template, knownDefault);
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>(
                new CreateTableLike(parent, partition, LikeOptions.FOR_PARTITION, subPartitionedBy, tablespace)
                        .statements());
        if (template != null && subPartitionedBy == null) {
            all.addAll(new CopyFromTemplate(template, partition).statements());
        }
        all.addAll(new AttachPartition(parent, partition, bounds, defaultPartition).statements());
        return all;
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql();
    }
}
