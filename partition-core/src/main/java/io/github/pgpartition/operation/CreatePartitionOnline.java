package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.Placement;
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
 * @param properties       what it is given before it is attached; a tablespace given here comes before the one in there
 * @param template         whose keys, constraints and indexes it takes; not where it is partitioned itself, its leaves take them
 */
public record CreatePartitionOnline(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable PartitionKey subPartitionedBy,
        @Nullable Identifier tablespace,
        @Nullable QualifiedName template,
        InheritedProperties properties)
        implements Operation, Resumable {

    public CreatePartitionOnline {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
        requireNonNull(properties, "properties");
    }

    public CreatePartitionOnline(
            QualifiedName parent,
            QualifiedName partition,
            PartitionBounds bounds,
            @Nullable PartitionKey subPartitionedBy,
            @Nullable Identifier tablespace,
            @Nullable QualifiedName template) {
        this(parent, partition, bounds, subPartitionedBy, tablespace, template, InheritedProperties.NONE);
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

    /** With what its table has and neither LIKE nor ATTACH gives, all in the same transaction. */
    public CreatePartitionOnline withProperties(InheritedProperties other) {
        return new CreatePartitionOnline(parent, partition, bounds, subPartitionedBy, tablespace, template, other);
    }

    @Override
    public List<SqlStatement> statements() {
        List<SqlStatement> all = new ArrayList<>(
                new CreateTableLike(parent, partition, likeOptions(), subPartitionedBy, placement()).statements());
        InheritedProperties given = subPartitionedBy == null ? properties : properties.ofPartitionedTable();
        all.addAll(new ApplyProperties(partition, given).statements());
        if (template != null && subPartitionedBy == null) {
            all.addAll(new CopyFromTemplate(template, partition).statements());
        }
        all.addAll(new AttachPartition(parent, partition, bounds).statements());
        return all;
    }

    /** It is one transaction: what is there is either all of it or not ours. */
    @Override
    public List<Operation> remaining(Whereabouts now) {
        if (now.place() == Whereabouts.Place.MISSING) {
            return steps();
        }
        if (now.place() == Whereabouts.Place.HERE && now.hasBounds(bounds) && now.isPartitionedBy(subPartitionedBy)) {
            return List.of();
        }
        throw Requirements.otherwise(describe(), now);
    }

    /** Extended statistics with targets are made one by one, under names that are known. */
    private LikeOptions likeOptions() {
        return properties.statistics().isEmpty()
                ? LikeOptions.FOR_PARTITION
                : LikeOptions.FOR_PARTITION.excluding("STATISTICS");
    }

    private Placement placement() {
        Placement inherited = properties.placement();
        return tablespace == null ? inherited : inherited.withTablespace(tablespace);
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql();
    }
}
