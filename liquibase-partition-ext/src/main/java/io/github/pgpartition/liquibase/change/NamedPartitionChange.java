package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** A change to one partition. */
public abstract class NamedPartitionChange extends PartitionChange {

    private @Nullable String partitionName;
    private @Nullable String partitionSchemaName;

    @DatabaseChangeProperty(
            description =
                    "The partition. One that is created may be left without: the table's name and a hash of the bounds",
            exampleValue = "events_2026_01",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionName() {
        return partitionName;
    }

    public void setPartitionName(@Nullable String partitionName) {
        this.partitionName = partitionName;
    }

    @DatabaseChangeProperty(
            description = "Schema of the partition; without it, that of the table",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionSchemaName() {
        return partitionSchemaName;
    }

    public void setPartitionSchemaName(@Nullable String partitionSchemaName) {
        this.partitionSchemaName = partitionSchemaName;
    }

    /** Attributes that must be there although their annotation does not say so. */
    protected Set<String> required() {
        return Set.of("partitionName");
    }

    /** What a name that was left out ends in; empty where it cannot be left out. */
    protected Optional<String> nameSuffix() {
        return Optional.empty();
    }

    /** The partition, as PostgreSQL knows it. */
    public final QualifiedName partition(Database database) {
        QualifiedName parent = table(database);
        Identifier name = partitionName == null ? generatedName(parent) : ChangelogNames.table(database, partitionName);
        return partitionSchemaName == null
                ? parent.sibling(name)
                : new QualifiedName(ChangelogNames.schema(database, partitionSchemaName), name);
    }

    private Identifier generatedName(QualifiedName parent) {
        return nameSuffix()
                .map(suffix -> Identifier.generated(parent.name().value(), suffix))
                .orElseThrow(() -> new PartitioningException(
                        "Cannot find the partition of " + parent.sql(), "it is not named", "Set partitionName"));
    }

    @Override
    protected List<QualifiedName> tables(Database database) {
        return List.of(table(database), partition(database));
    }

    @Override
    protected String[] createRequiredDatabasesMetaData(
            String parameterName, @Nullable DatabaseChangeProperty annotation) {
        return required().contains(parameterName)
                ? new String[] {"postgresql"}
                : super.createRequiredDatabasesMetaData(parameterName, annotation);
    }
}
