package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Builds one index on a partitioned table and all its partitions while everybody goes on, on several connections at once, and drops it.
 *
 * <p>The catalog is the state: after a crash, a kill, a lock that was not to be had or a row that violates uniqueness, running it again
 * keeps what is valid, drops invalid leftovers of its own and builds the rest. It ends well only when the index of the partitioned table
 * is valid, and with it that of every partition. An equal index that a partition has already is attached, and told; dropping the index of the
 * table later drops it, too. One that belongs to a constraint is left alone.
 *
 * <p>Locks: SHARE on each partitioned table for a moment, SHARE UPDATE EXCLUSIVE on a partition while its index is built, ACCESS EXCLUSIVE on
 * a partition's new index for a moment, which waits for transactions that used the partition. Nobody queues behind these longer than the
 * lock policy's time-out.
 */
public final class IndexBuilder {

    private final ConnectionSource connections;
    private final IndexBuildOptions options;

    /** @param connections for a build, in autocommit; where there is but one, partitions are built one after the other */
    public IndexBuilder(ConnectionSource connections, IndexBuildOptions options) {
        this.connections = connections;
        this.options = options;
    }

    /** Returns when the index is valid everywhere, at once where it is already; else throws, and what was built stays. */
    public IndexBuildReport build(QualifiedName table, IndexDefinition definition, IndexBuildListener listener) {
        String what = "Cannot add index " + definition.name().sql() + " to all partitions of " + table.sql();
        return with(what, table, (c, t) -> {
            if (!c.getAutoCommit()) {
                throw new PartitioningException(
                        what,
                        "it takes several transactions, and the connection is in one",
                        "Run it outside a transaction, on a connection in autocommit");
            }
            return new PartitionedIndexBuild(connections, c, options, t, definition, listener).run();
        });
    }

    public IndexBuildReport build(QualifiedName table, IndexDefinition definition) {
        return build(table, definition, IndexBuildListener.NONE);
    }

    /**
     * Drops the index of a partitioned table with those of its partitions, and what an unfinished build of it has left.
     *
     * <p>On a connection that is not in autocommit all of it happens in the transaction that is open there.
     *
     * <p>Locks: ACCESS EXCLUSIVE on the table and all partitions, taken in one statement that waits no longer than the time-out.
     */
    public void drop(QualifiedName table, Identifier index) {
        with("Cannot drop index " + index.sql() + " of " + table.sql(), table, (c, t) -> {
            new IndexDrop(c, options, t, index).run();
            return true;
        });
    }

    private interface Work<T> {
        T run(Connection connection, TargetTable table) throws SQLException;
    }

    private <T> T with(String what, QualifiedName table, Work<T> work) {
        try {
            return connections.with(connection -> work.run(connection, TargetTable.find(connection, table, what)));
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    what, "catalog query", e, "What was done stays; correct what the server names, and run it again");
        }
    }
}
