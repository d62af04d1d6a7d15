package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.RelationLookup;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.sql.QualifiedName;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import org.jspecify.annotations.Nullable;

/** What is in the database under the name of a table that a change makes, or has made. */
final class ExistingTable {

    private final QualifiedName name;
    private final Database database;

    ExistingTable(QualifiedName name, Database database) {
        this.name = name;
        this.database = database;
    }

    /**
     * Whether there is nothing to undo any more, since the table has gone, as by retention. Where the change has not run, as for
     * future-rollback-sql, it has not gone but is to come.
     */
    boolean hasGone(@Nullable ChangeSet changeSet) {
        return database.getConnection() instanceof JdbcConnection jdbc
                && (Statements.executes(database) || (changeSet != null && DeclaredTables.hasRun(changeSet, database)))
                && !new RelationLookup(jdbc.getUnderlyingConnection()).exists(name);
    }
}
