package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.registry.RegistrySql;
import java.util.List;
import java.util.Optional;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.database.Database;

/** Forgets the policy of a table; its partitions stay. */
@DatabaseChange(
        name = "unmanagePartitions",
        description = "Removes the policy of a table; its partitions stay",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class UnmanagePartitionsChange extends PartitionChange {

    @Override
    protected List<Part> parts(Database database) {
        return List.of(
                Part.of("unmanage " + table(database).sql(), List.of(RegistrySql.unmanageIfManaged(table(database)))));
    }

    @Override
    protected Optional<String> whyNotUndone() {
        return Optional.of(
                "the policy that was there is not known. Declare it again with managePartitions in a rollback of"
                        + " the changeset, or give it <rollback/> for none.");
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of();
    }

    @Override
    public String getConfirmationMessage() {
        return "Partitions of " + getTableName() + " are not managed any more";
    }
}
