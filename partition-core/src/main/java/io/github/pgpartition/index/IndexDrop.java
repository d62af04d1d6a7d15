package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.TableMutex;
import io.github.pgpartition.operation.DropIndex;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the index of a partitioned table with those that are attached to it, also those that were there before it and have names of their
 * own, which it tells; and before it what an unfinished build has left: indexes on its partitions that are part of none, equal to it, with
 * names that we give. Interrupted, it can be run again.
 */
final class IndexDrop {

    private static final Logger LOG = LoggerFactory.getLogger(IndexBuilder.class);

    private final Connection connection;
    private final IndexBuildOptions options;
    private final TargetTable table;
    private final Identifier index;

    IndexDrop(Connection connection, IndexBuildOptions options, TargetTable table, Identifier index) {
        this.connection = connection;
        this.options = options;
        this.table = table;
        this.index = index;
    }

    void run() throws SQLException {
        try (TableMutex mutex = TableMutex.tryLock(connection, table.oid(), index)) {
            if (!mutex.isHeld()) {
                throw cannot("another session is building or dropping it", "Wait until that one is done");
            }
            IndexNode root = new IndexCatalog(connection, options.locks())
                    .read(table, index)
                    .root();
            QualifiedName name = root.table().sibling(index);
            if (root.index(i -> i.name().equals(name)).isEmpty()) {
                throw cannot("the table has no index of that name", "Correct the name of the table or the index");
            }
            ParentStatements statements = new ParentStatements(connection, options.locks());
            leftovers(root).forEach(statements::run);
            tellOthers(root);
            statements.run(new DropIndex(table.name(), name));
        }
    }

    private void tellOthers(IndexNode root) {
        IndexNames names = new IndexNames(index);
        root.selfAndBelow()
                .filter(node -> node.oid() != root.oid())
                .flatMap(node -> node.indexes().stream())
                .filter(i -> i.isAttached() && !names.isOurs(i.name().name()))
                .forEach(i -> LOG.info(
                        "Index {} goes with it: it was there before, and was attached",
                        i.name().sql()));
    }

    private List<DropIndex> leftovers(IndexNode root) {
        IndexNames names = new IndexNames(index);
        return root.selfAndBelow()
                .filter(node -> node.oid() != root.oid())
                .flatMap(node -> node.indexes().stream()
                        .filter(i -> !i.isAttached() && names.isOurs(i.name().name()))
                        .map(i -> new DropIndex(node.table(), i.name())))
                .toList();
    }

    private PartitioningException cannot(String why, String next) {
        return new PartitioningException(
                "Cannot drop index " + index.sql() + " of " + table.name().sql(), why, next);
    }
}
