package io.github.pgpartition;

import io.github.pgpartition.catalog.AncestryLookup;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.execution.PropertiesToInherit;
import io.github.pgpartition.key.KeyParts;
import io.github.pgpartition.key.Routing;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What the tables of one manager read and do. As thread-safe as its connections are. */
final class TableAccess {

    /** unique_violation, in the catalog; duplicate_object, which is the type of its rows; duplicate_table. */
    private static final Set<String> COLLIDED = Set.of("23505", "42710", "42P07");

    private final ConnectionSource connections;
    private final LockPolicy locks;
    private final AtomicLong changes = new AtomicLong();

    TableAccess(ConnectionSource connections, LockPolicy locks) {
        this.connections = connections;
        this.locks = locks;
    }

    /** How often this manager has changed something: what was read before may not be so any more. */
    long changes() {
        return changes.get();
    }

    void changed() {
        changes.incrementAndGet();
    }

    AncestryLookup.Found ancestry(QualifiedName name) {
        return connections
                .run("Cannot look for " + name.sql(), c -> AncestryLookup.find(c, name))
                .orElseThrow(() -> new PartitioningException(
                        "Cannot use table " + name.sql(), "there is no such table", "Create it, or correct the name"));
    }

    io.github.pgpartition.model.PartitionedTable tree(QualifiedName name) {
        String what = "Cannot read the partitions of " + name.sql();
        return connections.run(
                what,
                c -> BoundedCatalog.onDemand(c, locks)
                        .table(name)
                        .orElseThrow(() -> NotPartitioned.refusal(c, what, name)));
    }

    KeyParts key(QualifiedName name) {
        return connections.run("Cannot read the key of " + name.sql(), c -> KeyParts.read(c, locks, name));
    }

    interface Question {
        Optional<Partition> ask(Routing routing) throws SQLException;
    }

    Optional<Partition> route(io.github.pgpartition.model.PartitionedTable tree, Question question) {
        return connections.run(
                "Cannot find the partition of a row of " + tree.name().sql(),
                c -> question.ask(new Routing(c, locks, tree)));
    }

    /** Like one that a pass makes, whatever the tree has. */
    void create(io.github.pgpartition.model.PartitionedTable tree, CreatePartitionOnline bare) {
        connections.run("Cannot " + bare.describe(), c -> {
            QualifiedName template =
                    new TemplateLookup(c).templateFor(bare.parent()).orElse(null);
            CreatePartitionOnline full = new CreatePartitionOnline(
                    bare.parent(),
                    bare.partition(),
                    bare.bounds(),
                    null,
                    null,
                    template,
                    PropertiesToInherit.of(c, locks, new PropertiesReader.Source(tree.oid(), template)),
                    tree.defaultPartition().map(Partition::name).orElse(null));
            return created(new OperationRunner(c, locks), full);
        });
        changed();
    }

    /** Somebody else may have made the same at the same moment: a second look finds it, or whatever else is in the way. */
    private static boolean created(OperationRunner runner, CreatePartitionOnline create) {
        try {
            return runner.run(create);
        } catch (PartitioningException e) {
            if (COLLIDED.contains(e.sqlState().orElse(""))) {
                return runner.run(create);
            }
            throw e;
        }
    }
}
