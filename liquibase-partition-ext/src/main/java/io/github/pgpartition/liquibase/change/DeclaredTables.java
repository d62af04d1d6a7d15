package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.DatabaseException;
import liquibase.exception.DatabaseHistoryException;
import org.jspecify.annotations.Nullable;

/**
 * Partitioned tables as the changelog leaves them: for update-sql and offline URLs, where what earlier changes make is not there to be
 * read.
 */
final class DeclaredTables {

    private final Database database;
    private final boolean onlyPending;
    private final Map<QualifiedName, DeclaredTable> tables = new HashMap<>();

    /** As if there were nothing in the database yet. */
    DeclaredTables(Database database) {
        this.database = database;
        this.onlyPending = false;
    }

    /** On top of what is there: only changesets that have not run yet count. */
    DeclaredTables(Database database, QualifiedName name, PartitionedTable real) {
        this.database = database;
        this.onlyPending = true;
        tables.put(name, DeclaredTable.of(real));
        real.allPartitions()
                .forEach(partition ->
                        partition.partitioned().ifPresent(sub -> tables.put(partition.name(), DeclaredTable.of(sub))));
    }

    /** The table as it is right before a change; empty where nothing declares it, or the types of its key are not known. */
    Optional<PartitionedTable> before(PartitionChange until, QualifiedName name) {
        return declaredBefore(until, name).flatMap(table -> table.state(tables));
    }

    /** The same where nobody asks for the types of the key. */
    Optional<PartitionedTable> treeBefore(PartitionChange until, QualifiedName name) {
        return declaredBefore(until, name).map(table -> table.tree(tables));
    }

    Optional<DeclaredTable> declaredBefore(PartitionChange until, QualifiedName name) {
        if (until.getChangeSet() != null && until.getChangeSet().getChangeLog() != null) {
            List<ChangeSet> changeSets =
                    until.getChangeSet().getChangeLog().getRootChangeLog().getChangeSets();
            ObjectQuotingStrategy before = database.getObjectQuotingStrategy();
            try {
                applyUntil(until, changeSets);
            } finally {
                database.setObjectQuotingStrategy(before);
            }
        }
        return Optional.ofNullable(tables.get(name));
    }

    /** Whether any changeset of a changelog makes that table with a template. */
    boolean hasTemplate(DatabaseChangeLog changeLog, QualifiedName name) {
        ObjectQuotingStrategy before = database.getObjectQuotingStrategy();
        try {
            applyUntil(null, changeLog.getRootChangeLog().getChangeSets());
        } finally {
            database.setObjectQuotingStrategy(before);
        }
        DeclaredTable table = tables.get(name);
        return table != null && table.hasTemplate() && table.root().equals(name);
    }

    private void applyUntil(@Nullable PartitionChange until, List<ChangeSet> changeSets) {
        for (ChangeSet changeSet : changeSets) {
            boolean counts = !onlyPending || !hasRun(changeSet, database);
            if (changeSet.getObjectQuotingStrategy() != null) {
                database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
            }
            for (Change change : changeSet.getChanges()) {
                if (change == until) {
                    return;
                }
                if (counts) {
                    apply(change);
                }
            }
        }
    }

    /** A change that is not valid is left to its own validation. */
    private void apply(Change change) {
        try {
            if (change instanceof PartitionedTableChange table) {
                tables.putIfAbsent(table.table(database), DeclaredTable.of(table, database));
            } else if (change instanceof DetachPartitionChange || change instanceof DropPartitionChange) {
                remove((NamedPartitionChange) change);
            } else if (change instanceof PartitionBoundsChange partition) {
                add(partition);
            } else if (change instanceof ManagePartitionsChange managed) {
                addDue(managed);
            }
        } catch (PartitioningException e) {
            return;
        }
    }

    private void add(PartitionBoundsChange change) {
        DeclaredTable parent = tables.get(change.table(database));
        if (parent == null) {
            return;
        }
        QualifiedName name = change.partition(database);
        var bounds = parent.state(tables)
                .map(table -> change.zonedBounds().in(table, database))
                .orElseGet(change::bounds);
        parent.add(new Partition(0, name, bounds, false, false, -1, null));
        if (change instanceof PartitionOfChange created) {
            created.subPartitionedBy(database)
                    .ifPresent(key ->
                            tables.putIfAbsent(name, parent.sub(name, key, created.passedOn(parent.properties()))));
        }
    }

    private void remove(NamedPartitionChange change) {
        DeclaredTable parent = tables.get(change.table(database));
        if (parent != null) {
            parent.remove(change.partition(database));
        }
    }

    private void addDue(ManagePartitionsChange change) {
        DeclaredTable table = tables.get(change.table(database));
        if (table != null) {
            PartitionPolicy policy = change.policy(database);
            table.state(tables)
                    .ifPresent(state -> DuePartitions.steps(state, policy, change.tenants(policy), table)
                            .forEach(step -> add(table, step)));
        }
    }

    private void add(DeclaredTable table, Step step) {
        if (step.operation() instanceof CreatePartitionTree tree) {
            add(tree);
        } else if (step.operation() instanceof CreatePartitionOnline create) {
            add(CreatePartitionTree.leaf(create));
        } else {
            table.add(new Partition(0, step.partition(), step.bounds(), false, false, -1, null));
        }
    }

    private void add(CreatePartitionTree tree) {
        QualifiedName name = tree.top().partition();
        PartitionKey key = tree.top().subPartitionedBy();
        DeclaredTable parent = tables.get(tree.top().parent());
        if (parent != null) {
            parent.add(new Partition(0, name, tree.top().bounds(), false, false, -1, null));
            if (key != null) {
                tables.putIfAbsent(name, parent.sub(name, key, parent.properties()));
            }
            tree.parts().forEach(this::add);
        }
    }

    /** One that this very run has only printed has no deployment yet. */
    static boolean hasRun(ChangeSet changeSet, Database database) {
        try {
            RanChangeSet ran = database.getRanChangeSet(changeSet);
            return ran != null && ran.getDeploymentId() != null;
        } catch (DatabaseException | DatabaseHistoryException e) {
            return false;
        }
    }
}
