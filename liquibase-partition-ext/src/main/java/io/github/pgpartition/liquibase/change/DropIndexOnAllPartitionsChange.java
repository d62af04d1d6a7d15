package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.statement.Part;
import java.util.List;
import java.util.Optional;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;

/** Drops the index of a partitioned table with those of its partitions, and what an unfinished build of it has left. Never CASCADE. */
@DatabaseChange(
        name = "dropIndexOnAllPartitions",
        description = "Drops an index from a partitioned table and all its partitions",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class DropIndexOnAllPartitionsChange extends IndexChange {

    @Override
    protected List<Part> parts(Database database) {
        return List.of(Part.dropIndex(table(database), index(database)));
    }

    @Override
    protected Optional<String> whyNotUndone() {
        return Optional.of(
                "what index " + getIndexName()
                        + " was is not known. Give the changeset a rollback of its own with addIndexOnAllPartitions, or <rollback/> for none.");
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of();
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        index(database);
        if (getChangeSet() != null && getChangeSet().isRunInTransaction()) {
            errors.addError(getSerializedObjectName()
                    + " keeps readers and writers out of the table and all its partitions, in a transaction until that"
                    + " ends. Put it in a changeset of its own with runInTransaction=\"false\".");
        }
    }

    @Override
    public String getConfirmationMessage() {
        return "Index " + getIndexName() + " dropped from " + getTableName() + " and all its partitions";
    }
}
