package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.core.DropTableChange;
import liquibase.change.core.RenameTableChange;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.database.jvm.JdbcConnection;

/**
 * The key that a table will have when a change comes to run, as far as that can be known before anything runs: from pending changesets, else
 * from the catalog. Where a pending change may drop, rename or replace the table, nothing is known.
 */
final class KnownKey {

    /** What is known once a change has been looked at; {@code table} is empty where it may be anything. */
    private record Known(Optional<DeclaredTable> table) {}

    private final PartitionChange change;
    private final Database database;

    KnownKey(PartitionChange change, Database database) {
        this.change = change;
        this.database = database;
    }

    /** The table without its partitions, and without types where these are not known. */
    Optional<PartitionedTable> find() {
        Optional<Known> pending = pending(change.table(database));
        return pending.isPresent() ? pending.get().table().map(DeclaredTable::start) : inCatalog();
    }

    /** As a pending changeset makes it, with its columns. */
    Optional<DeclaredTable> declared() {
        return pending(change.table(database)).flatMap(Known::table);
    }

    /** As it is now. */
    Optional<PartitionedTable> inCatalog() {
        return database.getConnection() instanceof JdbcConnection jdbc
                ? BoundedCatalog.onDemand(jdbc.getUnderlyingConnection(), PartitionSettings.locks())
                        .withoutPartitions(change.table(database))
                : Optional.empty();
    }

    private Optional<Known> pending(QualifiedName name) {
        if (change.getChangeSet() == null || change.getChangeSet().getChangeLog() == null) {
            return Optional.empty();
        }
        ObjectQuotingStrategy before = database.getObjectQuotingStrategy();
        try {
            return pending(name, change);
        } finally {
            database.setObjectQuotingStrategy(before);
        }
    }

    private Optional<Known> pending(QualifiedName name, Change until) {
        List<ChangeSet> changeSets =
                change.getChangeSet().getChangeLog().getRootChangeLog().getChangeSets();
        Optional<Known> known = Optional.empty();
        for (ChangeSet changeSet : changeSets) {
            if (changeSet.getObjectQuotingStrategy() != null) {
                database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
            }
            for (Change each : changeSet.getChanges()) {
                if (each == until) {
                    return known;
                }
                Optional<Known> after = after(each, name);
                if (after.isPresent() && isPending(changeSet)) {
                    known = after;
                }
            }
        }
        return known;
    }

    /** Without a connection nothing is in the catalog, and what has run counts too. */
    private boolean isPending(ChangeSet changeSet) {
        return !(database.getConnection() instanceof JdbcConnection) || !DeclaredTables.hasRun(changeSet, database);
    }

    /** Empty where a change has nothing to do with the table. */
    private Optional<Known> after(Change each, QualifiedName name) {
        try {
            if (each instanceof PartitionedTableChange made) {
                return made.table(database).equals(name)
                        ? Optional.of(new Known(Optional.of(DeclaredTable.of(made, database))))
                        : Optional.empty();
            }
            if (each instanceof PartitionOfChange made) {
                return made.getPartitionType() != null
                                && made.partition(database).equals(name)
                        ? Optional.of(new Known(subPartitioned(made, name)))
                        : Optional.empty();
            }
        } catch (PartitioningException e) {
            return Optional.of(new Known(Optional.empty())); // its own validation tells why
        }
        return mayReplace(each, name.name().value().toLowerCase(Locale.ROOT))
                ? Optional.of(new Known(Optional.empty()))
                : Optional.empty();
    }

    private Optional<DeclaredTable> subPartitioned(PartitionOfChange made, QualifiedName name) {
        return made.subPartitionedBy(database)
                .flatMap(key -> pending(made.table(database), made)
                        .flatMap(Known::table)
                        .map(parent -> parent.sub(name, key, parent.properties())));
    }

    private static boolean mayReplace(Change each, String name) {
        if (each instanceof AbstractSQLChange sql) {
            return sql.getSql() == null || sql.getSql().toLowerCase(Locale.ROOT).contains(name);
        }
        if (each instanceof RenameTableChange rename) {
            return name.equalsIgnoreCase(rename.getOldTableName()) || name.equalsIgnoreCase(rename.getNewTableName());
        }
        return each instanceof DropTableChange drop && name.equalsIgnoreCase(drop.getTableName());
    }
}
