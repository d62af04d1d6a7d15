package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.sql.QualifiedName;

/** Takes a partition out of its parent; the table and its rows stay. */
public final class DetachStep extends Step {

    private final String table;
    private final String partition;
    private DetachMode mode = DetachMode.PLAIN;

    DetachStep(MigrationSession session, String table, String partition) {
        super(session, "detachPartition(\"" + table + "\", \"" + partition + "\")");
        this.table = table;
        this.partition = partition;
    }

    /**
     * Readers and writers of the table go on meanwhile; refused while there is a DEFAULT partition. PostgreSQL 14, and for an {@code
     * OnlinePartitionMigration} only. A detach that is pending is ended.
     */
    public DetachStep concurrently() {
        session().requireNoTransaction("detach partition " + partition + " from " + table, "concurrently");
        mode = DetachMode.CONCURRENTLY;
        return this;
    }

    /** Ends a detach that was interrupted in the middle of concurrently. PostgreSQL 14. */
    public DetachStep finalizePending() {
        mode = DetachMode.FINALIZE;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName parent = session.names().existing(table);
        session.run(new DetachPartition(parent, Names.partition(parent, partition), mode));
    }
}
