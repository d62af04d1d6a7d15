package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.liquibase.configuration.Notices;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partition with bounds, which may be partitioned itself.
 *
 * <p>Its rollback drops the partition with its rows.
 */
public abstract class PartitionOfChange extends PartitionBoundsChange {

    private final BoundsKind kind;
    private @Nullable String partitionType;
    private @Nullable String partitionKey;
    private @Nullable String partitionKeyExpression;
    private @Nullable String tablespace;
    private @Nullable Boolean template;
    private @Nullable Boolean online;

    PartitionOfChange(BoundsKind kind) {
        this.kind = kind;
    }

    @DatabaseChangeProperty(
            description = "range, list or hash: makes the partition a partitioned table itself",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionType() {
        return partitionType;
    }

    public void setPartitionType(@Nullable String partitionType) {
        this.partitionType = partitionType;
    }

    @DatabaseChangeProperty(
            description = "Comma-separated columns by which the partition is partitioned itself",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionKey() {
        return partitionKey;
    }

    public void setPartitionKey(@Nullable String partitionKey) {
        this.partitionKey = partitionKey;
    }

    @DatabaseChangeProperty(
            description = "What the partition is partitioned by itself, as SQL, verbatim; instead of partitionKey",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionKeyExpression() {
        return partitionKeyExpression;
    }

    public void setPartitionKeyExpression(@Nullable String partitionKeyExpression) {
        this.partitionKeyExpression = partitionKeyExpression;
    }

    @DatabaseChangeProperty(
            description = "Tablespace of the partition",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTablespace() {
        return tablespace;
    }

    public void setTablespace(@Nullable String tablespace) {
        this.tablespace = tablespace;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether the partition takes keys, constraints and indexes from <table>_template of the top-level ancestor;"
                            + " without it, where that table was created with a template",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTemplate() {
        return template;
    }

    public void setTemplate(@Nullable Boolean template) {
        this.template = template;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether readers and writers of the table go on meanwhile: a stand-alone table, then ATTACH; needs"
                            + " runInTransaction=\"false\"",
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
    protected Optional<String> nameSuffix() {
        return Optional.of(bounds().nameSuffix());
    }

    /** How the partition is partitioned itself. */
    public final Optional<PartitionKey> subPartitionedBy(Database database) {
        return new KeyAttributes(partitionKey, partitionKeyExpression).subKey(partitionType, database);
    }

    private Operation create(PartitionBounds bounds, Database database) {
        QualifiedName parent = table(database);
        QualifiedName partition = partition(database);
        PartitionKey subKey = subPartitionedBy(database).orElse(null);
        Identifier place = ChangelogNames.tablespace(tablespace);
        QualifiedName from = new KnownTemplate(this, database).of(template).orElse(null);
        return isOnline()
                ? new CreatePartitionOnline(parent, partition, bounds, subKey, place, from, properties(database, from))
                : new CreatePartition(parent, partition, bounds, subKey, place, from);
    }

    /** PARTITION OF has no part in this: it takes from the table what PostgreSQL gives it. */
    private InheritedProperties properties(Database database, @Nullable QualifiedName from) {
        InheritedProperties properties = KnownTable.of(this, database).properties(from);
        properties
                .shortfalls()
                .forEach(lacks ->
                        Notices.warn("Partition " + partition(database).sql() + " is made without it: " + lacks));
        return properties;
    }

    /** What partitions of this one are to have, where it is partitioned itself. */
    final InheritedProperties passedOn(InheritedProperties parent) {
        InheritedProperties.Builder own = new InheritedProperties.Builder();
        Identifier place = tablespace == null ? parent.placement().tablespace() : ChangelogNames.tablespace(tablespace);
        if (place != null) {
            own.tablespace(place);
        }
        if (isOnline() && parent.comment() != null) {
            own.comment(parent.comment());
        }
        return own.build();
    }

    final boolean isOnline() {
        return Boolean.TRUE.equals(online);
    }

    @Override
    protected List<Part> parts(Database database) {
        return List.of(zonedBounds().part(database, bounds -> create(bounds, database)));
    }

    @Override
    protected List<Part> undo(Database database) {
        QualifiedName partition = partition(database);
        ExistingTable made = new ExistingTable(partition, database);
        if (made.hasGone(getChangeSet())) {
            return List.of();
        }
        QualifiedName parent = table(database);
        made.mustStillBePartitionOf(parent, "the creation of partition " + partition.sql() + " of " + parent.sql());
        return List.of(Part.of(new DropPartition(parent, partition, DetachMode.PLAIN)));
    }

    @Override
    protected Optional<String> forbidsTransaction() {
        return isOnline() ? Optional.of("online") : Optional.empty();
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        super.check(database, errors);
        subPartitionedBy(database).ifPresent(key -> checkColumnsExist(key, database));
    }

    private void checkColumnsExist(PartitionKey key, Database database) {
        Set<Identifier> there = new KnownKey(this, database)
                .declared()
                .map(DeclaredTable::columns)
                .orElse(Set.of());
        if (!there.isEmpty()) {
            new NamedColumns("partitionKey", key.columnNames()).mustBeAmong(there, this);
        }
    }

    @Override
    public String getConfirmationMessage() {
        String name = getPartitionName();
        return "Partition " + (name == null ? "" : name + " ") + "of " + getTableName() + " created";
    }
}
