package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * Makes an existing table a partition.
 *
 * <p>Its rollback detaches it; the table and its rows stay.
 */
public abstract class AttachPartitionChange extends PartitionBoundsChange {

    private final BoundsKind kind;
    private @Nullable Boolean online;

    AttachPartitionChange(BoundsKind kind) {
        this.kind = kind;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether the table is looked through while everybody goes on, by way of a CHECK, and not under a strong lock;"
                            + " needs runInTransaction=\"false\"",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getOnline() {
        return online;
    }

    public void setOnline(@Nullable Boolean online) {
        this.online = online;
    }

    @Override
    Set<BoundsKind> kinds() {
        return Set.of(kind);
    }

    @Override
    protected Set<String> required() {
        Set<String> names = new HashSet<>(super.required());
        names.add("partitionName");
        return names;
    }

    @Override
    protected List<Part> parts(Database database) {
        return List.of(zonedBounds()
                .part(
                        database,
                        bounds -> Boolean.TRUE.equals(online)
                                ? online(bounds, database)
                                : new AttachPartition(table(database), partition(database), bounds)));
    }

    private Operation online(PartitionBounds bounds, Database database) {
        QualifiedName parent = table(database);
        QualifiedName partition = partition(database);
        KnownTable table = KnownTable.of(this, database);
        PartitionedTable known = table.findTree()
                .orElseThrow(() -> table.notPartitioned(
                        "Cannot attach partition " + partition.sql() + " online to " + parent.sql(),
                        "its key is not known, since it is not a partitioned table of the database, nor of an earlier"
                                + " changeset",
                        "Create it first, or leave online out"));
        List<PartitionBounds> siblings = known.partitions().stream()
                .filter(p -> !p.name().equals(partition))
                .map(Partition::bounds)
                .toList();
        String condition =
                new BoundsCondition(known.key().strategy(), comparisons(known, database), parent).of(bounds, siblings);
        return new AttachPartitionOnline(parent, partition, bounds, condition);
    }

    private static List<KeyComparison> comparisons(PartitionedTable known, Database database) {
        return known.oid() != 0 && database.getConnection() instanceof JdbcConnection jdbc
                ? KeyComparisons.read(jdbc.getUnderlyingConnection(), known)
                : KeyComparisons.declared(known.name(), known.key());
    }

    @Override
    protected List<Part> undo(Database database) {
        QualifiedName partition = partition(database);
        ExistingTable attached = new ExistingTable(partition, database);
        if (attached.hasGone(getChangeSet())) {
            return List.of();
        }
        QualifiedName parent = table(database);
        attached.mustStillBePartitionOf(
                parent, "the attachment of partition " + partition.sql() + " to " + parent.sql());
        return List.of(Part.of(new DetachPartition(parent, partition, DetachMode.PLAIN)));
    }

    @Override
    protected Optional<String> forbidsTransaction() {
        return Boolean.TRUE.equals(online) ? Optional.of("online") : Optional.empty();
    }

    @Override
    public String getConfirmationMessage() {
        return "Partition " + getPartitionName() + " attached to " + getTableName();
    }
}
