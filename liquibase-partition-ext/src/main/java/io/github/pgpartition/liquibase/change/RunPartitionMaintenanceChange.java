package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.liquibase.maintenance.Selection;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pass of maintenance: makes the partitions that are due, and retires those whose retention is over. Meant for a changeset with
 * {@code runAlways="true"}, so that each {@code update} runs one.
 *
 * <p>Each step is a short transaction of its own: it is refused in a changeset that is one itself. What could not get its lock is left to
 * the next pass; a table that failed fails the changeset when the others are done.
 *
 * <p>Its rollback does nothing: what a pass did is not of the changelog, and a changeset that always runs must not keep others from being
 * rolled back.
 */
@DatabaseChange(
        name = "runPartitionMaintenance",
        description = "Makes the partitions of managed tables that are due, and retires those whose retention is over",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public class RunPartitionMaintenanceChange extends PartitionChange {

    @Override
    @DatabaseChangeProperty(
            description = "Schema of the table; without tableName, every managed table of that schema",
            exampleValue = "app",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getSchemaName() {
        return super.getSchemaName();
    }

    @Override
    @DatabaseChangeProperty(
            description = "The managed table; without it, every managed table",
            exampleValue = "events",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return super.getTableName();
    }

    private Selection selection(Database database) {
        if (getTableName() != null) {
            return Selection.of(table(database));
        }
        String schema = getSchemaName();
        return schema == null ? Selection.all() : Selection.ofSchema(ChangelogNames.schema(database, schema));
    }

    @Override
    protected List<Part> parts(Database database) {
        Selection selection = selection(database);
        return List.of(Part.maintain(selection, () -> script(database, selection)));
    }

    /** Planned where it is only printed. Where it runs, the pass plans for itself. */
    private static String script(Database database, Selection selection) {
        String head = ("-- Partition maintenance of " + selection).replaceAll("\\R", " ");
        if (Statements.executes(database)) {
            return head;
        }
        if (!(database.getConnection() instanceof JdbcConnection jdbc)) {
            return head
                    + ": what is due depends on the time and on the database, so that nothing can be printed without"
                    + " a connection. Run it with: liquibase partition-maintain";
        }
        try {
            return head + ", as of now; partitions that are made or declared above are not in it yet\n"
                    + new Maintenance(jdbc.getUnderlyingConnection(), selection)
                            .plan()
                            .toSql()
                            .stripTrailing();
        } catch (PartitioningException e) {
            return head + ": not as of now. " + String.valueOf(e.getMessage()).replaceAll("\\R", " ");
        }
    }

    @Override
    protected List<Part> undo(Database database) {
        return List.of();
    }

    @Override
    protected List<QualifiedName> tables(Database database) {
        return getTableName() == null ? List.of() : super.tables(database);
    }

    /** What is due depends on the time and on what is there. */
    @Override
    public boolean generateStatementsVolatile(Database database) {
        return true;
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        selection(database);
        if (getChangeSet() == null) {
            return;
        }
        if (getChangeSet().isRunInTransaction()) {
            errors.addError(
                    "runPartitionMaintenance cannot run in a transaction: each of its steps is one of its own. Put"
                            + " it in a changeset of its own with runInTransaction=\"false\".");
        }
        if (!getChangeSet().getSqlVisitors().isEmpty()) {
            errors.addError("runPartitionMaintenance cannot be changed by modifySql: what it does is decided while it"
                    + " runs. Put it in a changeset of its own.");
        }
    }

    @Override
    public String getConfirmationMessage() {
        return "Partition maintenance done";
    }
}
