package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropPartition;
import java.util.List;
import java.util.Optional;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/** Takes a partition out of its parent and drops it with its rows. Never CASCADE. */
@DatabaseChange(
        name = "dropPartition",
        description = "Takes a partition out of its parent and drops it, with its rows",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class DropPartitionChange extends NamedPartitionChange {

    private @Nullable Boolean concurrently;

    @DatabaseChangeProperty(
            description =
                    "Whether readers and writers of the table go on meanwhile; needs runInTransaction=\"false\" and"
                            + " PostgreSQL 14, and that there is no DEFAULT partition",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getConcurrently() {
        return concurrently;
    }

    public void setConcurrently(@Nullable Boolean concurrently) {
        this.concurrently = concurrently;
    }

    @Override
    protected List<Part> parts(Database database) {
        DetachMode mode = Boolean.TRUE.equals(concurrently) ? DetachMode.CONCURRENTLY : DetachMode.PLAIN;
        return List.of(Part.of(new DropPartition(table(database), partition(database), mode)));
    }

    @Override
    protected Optional<String> whyNotUndone() {
        return Optional.of("the rows of " + getPartitionName()
                + " are gone. Give the changeset a rollback of its own, or <rollback/> for none.");
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of();
    }

    @Override
    protected Optional<String> forbidsTransaction() {
        return Boolean.TRUE.equals(concurrently) ? Optional.of("concurrently") : Optional.empty();
    }

    @Override
    protected Optional<NewerFeature> newerFeature() {
        return Boolean.TRUE.equals(concurrently) ? Optional.of(NewerFeature.DETACH_CONCURRENTLY) : Optional.empty();
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        partition(database);
    }

    @Override
    public String getConfirmationMessage() {
        return "Partition " + getPartitionName() + " of " + getTableName() + " dropped";
    }
}
