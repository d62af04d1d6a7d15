package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/** Makes an existing table a partition. */
public final class AttachStep extends Step {

    private final String table;
    private final String partition;
    private final ZonedBounds bounds;
    private boolean online;

    AttachStep(MigrationSession session, String method, String table, String partition, PartitionBounds bounds) {
        super(session, method + "(\"" + table + "\", \"" + partition + "\")");
        this.table = table;
        this.partition = partition;
        this.bounds = new ZonedBounds(bounds);
    }

    /** The zone of times without an offset, where the key is a timestamptz; UTC without it. */
    public AttachStep timeZone(String zone) {
        bounds.in(zone);
        return this;
    }

    /**
     * The table is looked through while everybody goes on, by way of a CHECK, and not under a strong lock. For an {@code
     * OnlinePartitionMigration} only.
     */
    public AttachStep online() {
        session().requireNoTransaction("attach partition " + partition + " to " + table, "online");
        online = true;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName parent = session.names().existing(table);
        QualifiedName child = Names.partition(parent, partition);
        PartitionedTable tree = session.tree(parent);
        PartitionBounds exact = bounds.of(tree);
        session.run(
                online
                        ? new AttachPartitionOnline(parent, child, exact, condition(session, tree, child, exact))
                        : new AttachPartition(parent, child, exact));
    }

    private static String condition(
            MigrationSession session, PartitionedTable tree, QualifiedName child, PartitionBounds exact) {
        List<PartitionBounds> siblings = tree.partitions().stream()
                .filter(p -> !p.name().equals(child))
                .map(Partition::bounds)
                .toList();
        return new BoundsCondition(tree.key().strategy(), KeyComparisons.read(session.connection(), tree), tree.name())
                .of(exact, siblings);
    }
}
