package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.AncestryLookup;
import io.github.pgpartition.catalog.RelationLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.util.Optional;
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

    /** Refuses to undo what made it a partition where it is none of that table any more: it is somebody else's by now. */
    void mustStillBePartitionOf(QualifiedName parent, String what) {
        if (!(database.getConnection() instanceof JdbcConnection jdbc) || !Statements.executes(database)) {
            return;
        }
        Connection connection = jdbc.getUnderlyingConnection();
        Optional<QualifiedName> now = parentOf(connection);
        Optional<QualifiedName> then = AncestryLookup.find(connection, parent).map(AncestryLookup.Found::name);
        if (now.isEmpty() || !now.equals(then)) {
            throw new PartitioningException(
                    "Cannot roll back " + what,
                    now.map(other -> "it is a partition of " + other.sql() + " now")
                            .orElse("it was detached since then"),
                    "Roll back what took it away first; or drop it, or rename it, and then roll back");
        }
    }

    private Optional<QualifiedName> parentOf(Connection connection) {
        return AncestryLookup.find(connection, name).flatMap(found -> Optional.ofNullable(found.parentOrNull()));
    }
}
