package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.sql.QualifiedName;

/** Takes a partition out of its parent and drops it with its rows. Never CASCADE. */
public final class DropStep extends Step {

    private final String table;
    private final String partition;
    private DetachMode mode = DetachMode.PLAIN;

    DropStep(MigrationSession session, String table, String partition) {
        super(session, "dropPartition(\"" + table + "\", \"" + partition + "\")");
        this.table = table;
        this.partition = partition;
    }

    /**
     * Readers and writers of the table go on meanwhile; refused while there is a DEFAULT partition. PostgreSQL 14, and for an {@code
     * OnlinePartitionMigration} only.
     */
    public DropStep concurrently() {
        session().requireNoTransaction("drop partition " + partition + " of " + table, "concurrently");
        mode = DetachMode.CONCURRENTLY;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName parent = session.names().existing(table);
        session.run(new DropPartition(parent, Names.partition(parent, partition), mode));
    }
}
