package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.catalog.RelationLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.statement.Statements;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.QualifiedName;
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

    /** Refuses to take a table for the one that is wanted, where it is not partitioned as that would be. */
    void mustBePartitionedAs(PartitionKey wanted) {
        if (!Statements.executes(database) || !(database.getConnection() instanceof JdbcConnection jdbc)) {
            return;
        }
        Optional<PartitionKey> there = new CatalogReader(jdbc.getUnderlyingConnection())
                .withoutPartitions(name)
                .map(table -> table.key());
        boolean exists = new RelationLookup(jdbc.getUnderlyingConnection()).exists(name);
        if (exists && there.filter(key -> isSame(key, wanted)).isEmpty()) {
            throw new PartitioningException(
                    "Cannot take the existing " + name.sql() + " for the table to create",
                    there.map(key -> "it is there with " + key.sql()).orElse("it is there and not partitioned")
                            + ", and " + wanted.sql() + " is asked for",
                    "Rename or drop it, or leave this change out by a precondition");
        }
    }

    /** The server prints expressions in its own way, so that of these only the kind and the number can be compared. */
    private static boolean isSame(PartitionKey there, PartitionKey wanted) {
        boolean comparable = wanted.parts().stream().allMatch(PartitionKey.Column.class::isInstance);
        return comparable ? there.equals(wanted) : there.strategy() == wanted.strategy();
    }
}
