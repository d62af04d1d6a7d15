package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import java.util.List;
import java.util.Optional;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one index on a partitioned table and all its partitions while everybody goes on. Run again after it failed, it keeps what is done;
 * it is recorded as run only when the index is valid everywhere.
 *
 * <p>Its rollback drops the index.
 */
@DatabaseChange(
        name = "addIndexOnAllPartitions",
        description = "Makes an index on a partitioned table and all its partitions, concurrently and in parallel",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class AddIndexOnAllPartitionsChange extends IndexDefinitionChange {

    private @Nullable Boolean concurrently;
    private @Nullable Integer inThreads;

    @DatabaseChangeProperty(
            description =
                    "Whether writers go on meanwhile; true without it. Needs runInTransaction=\"false\". False in a transaction, it is one"
                            + " CREATE INDEX, which keeps writers out of all partitions until the transaction ends",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getConcurrently() {
        return concurrently;
    }

    public void setConcurrently(@Nullable Boolean concurrently) {
        this.concurrently = concurrently;
    }

    @DatabaseChangeProperty(
            description =
                    "Partitions at the same time, each on a connection of its own; without it, as liquibase.partition.inThreads says",
            exampleValue = "4",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Integer getInThreads() {
        return inThreads;
    }

    public void setInThreads(@Nullable Integer inThreads) {
        this.inThreads = inThreads;
    }

    private boolean isConcurrent() {
        return !Boolean.FALSE.equals(concurrently);
    }

    private boolean isInTransaction() {
        return getChangeSet() != null && getChangeSet().isRunInTransaction();
    }

    private IndexBuildOptions options() {
        return IndexBuildOptions.builder()
                .threads(inThreads == null ? PartitionSettings.inThreads() : inThreads)
                .concurrently(isConcurrent())
                .locks(PartitionSettings.locks())
                .build();
    }

    @Override
    protected List<Part> parts(Database database) {
        IndexDefinition definition = definition(database);
        return isInTransaction()
                ? List.of(Part.of(new CreateIndex(table(database), definition.name(), definition, IndexMode.PLAIN)))
                : List.of(Part.buildIndex(table(database), definition, options(), () -> script(database, definition)));
    }

    private IndexScript script(Database database, IndexDefinition definition) {
        KnownTable known = KnownTable.of(this, database);
        PartitionedTable tree = known.findTree()
                .orElseThrow(() -> known.notPartitioned(
                        "Cannot add index " + definition.name().sql() + " to all partitions of "
                                + table(database).sql(),
                        "there is no partitioned table of that name in the database, nor in an earlier changeset",
                        "Create it first, or correct the name"));
        return IndexScript.of(tree, definition, isConcurrent());
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of(Part.dropIndex(table(database), index(database)));
    }

    @Override
    protected Optional<String> forbidsTransaction() {
        return isConcurrent() ? Optional.of("concurrently") : Optional.empty();
    }

    /** What a script has in it depends on the partitions that are there. */
    @Override
    public boolean generateStatementsVolatile(Database database) {
        return !isInTransaction();
    }

    @Override
    public boolean generateRollbackStatementsVolatile(Database database) {
        return false;
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        definition(database);
        options();
    }

    @Override
    public String getConfirmationMessage() {
        return "Index " + getIndexName() + " is on " + getTableName() + " and all its partitions";
    }
}
