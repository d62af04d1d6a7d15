package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.operation.CreateTableLike;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.LikeOptions;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Creates a stand-alone table with the columns of another, to be filled first and attached then.
 *
 * <p>Its rollback drops the table with its rows.
 */
@DatabaseChange(
        name = "createTableLike",
        description = "Creates a stand-alone table with the columns of another",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class CreateTableLikeChange extends PartitionChange {

    private static final String COMPRESSION = "COMPRESSION";

    private @Nullable String newTableName;
    private @Nullable String newSchemaName;
    private @Nullable String including;
    private @Nullable String excluding;

    @DatabaseChangeProperty(
            description = "The table to create",
            exampleValue = "events_new",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public @Nullable String getNewTableName() {
        return newTableName;
    }

    public void setNewTableName(@Nullable String newTableName) {
        this.newTableName = newTableName;
    }

    @DatabaseChangeProperty(
            description = "Schema of the new table; without it, that of the source",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getNewSchemaName() {
        return newSchemaName;
    }

    public void setNewSchemaName(@Nullable String newSchemaName) {
        this.newSchemaName = newSchemaName;
    }

    @DatabaseChangeProperty(
            description = "What to copy, comma-separated, as in SQL's LIKE; ALL without it",
            exampleValue = "DEFAULTS, CONSTRAINTS",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getIncluding() {
        return including;
    }

    public void setIncluding(@Nullable String including) {
        this.including = including;
    }

    @DatabaseChangeProperty(
            description = "What not to copy, comma-separated, as in SQL's LIKE",
            exampleValue = "INDEXES, IDENTITY",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getExcluding() {
        return excluding;
    }

    public void setExcluding(@Nullable String excluding) {
        this.excluding = excluding;
    }

    private QualifiedName newTable(Database database) {
        Identifier name = ChangelogNames.table(database, newTableName == null ? "" : newTableName);
        return newSchemaName == null
                ? table(database).sibling(name)
                : new QualifiedName(ChangelogNames.schema(database, newSchemaName), name);
    }

    private LikeOptions options() {
        return LikeOptions.parse(including == null ? "" : including, excluding == null ? "" : excluding);
    }

    @Override
    protected List<QualifiedName> tables(Database database) {
        return List.of(table(database), newTable(database));
    }

    @Override
    protected List<Part> parts(Database database) {
        return List.of(Part.of(CreateTableLike.of(table(database), newTable(database), options())));
    }

    @Override
    protected List<Part> undo(Database database) {
        return new ExistingTable(newTable(database), database).hasGone(getChangeSet())
                ? List.of()
                : List.of(Part.of(new DropTable(newTable(database))));
    }

    @Override
    protected Optional<NewerFeature> newerFeature() {
        return Stream.of(including, excluding)
                        .flatMap(list -> ChangelogNames.split(list).stream())
                        .anyMatch(COMPRESSION::equalsIgnoreCase)
                ? Optional.of(new NewerFeature(COMPRESSION, "compression method of a column", 14))
                : Optional.empty();
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        CreateTableLike.of(table(database), newTable(database), options());
    }

    @Override
    public String getConfirmationMessage() {
        return "Table " + newTableName + " created like " + getTableName();
    }
}
