package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.TableMutex;
import io.github.pgpartition.index.BuildBoard.Outcome;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One build, in rounds: look, do what is missing, look again, until nothing is. */
final class PartitionedIndexBuild {

    /** Partitions may come and go while it lasts, but not for ever. */
    private static final int ROUNDS = 20;

    private final ConnectionSource connections;
    private final Connection connection;
    private final IndexBuildOptions options;
    private final TargetTable table;
    private final IndexDefinition definition;
    private final IndexBuildListener listener;
    private final BuildTold told;
    private final List<QualifiedName> built = new ArrayList<>();
    private final List<QualifiedName> attached = new ArrayList<>();
    private int mostConnections;

    PartitionedIndexBuild(
            ConnectionSource connections,
            Connection connection,
            IndexBuildOptions options,
            TargetTable table,
            IndexDefinition definition,
            IndexBuildListener listener) {
        this.connections = connections;
        this.connection = connection;
        this.options = options;
        this.table = table;
        this.definition = definition;
        this.listener = listener;
        this.told = new BuildTold(listener);
    }

    IndexBuildReport run() throws SQLException {
        refuse();
        try (TableMutex mutex = TableMutex.tryLock(connection, table.oid(), definition.name())) {
            if (!mutex.isHeld()) {
                throw cannot("another session is building it", "Wait until that one is done, and run it again");
            }
            try (BuildSession session = BuildSession.open(connection, options)) {
                return rounds(session);
            }
        }
    }

    private void refuse() throws SQLException {
        if (definition.nullsNotDistinct() && connection.getMetaData().getDatabaseMajorVersion() < 15) {
            throw cannot(
                    "NULLS NOT DISTINCT came with PostgreSQL 15, and this is "
                            + connection.getMetaData().getDatabaseMajorVersion(),
                    "Leave it out, or upgrade the server");
        }
    }

    private IndexBuildReport rounds(BuildSession session) throws SQLException {
        IndexCatalog catalog = new IndexCatalog(session.connection(), options.locks());
        for (int round = 1; round <= ROUNDS; round++) {
            IndexState state = catalog.read(table, definition);
            if (round == 1) {
                foreign(state.root());
                announce(state.root());
            }
            ParentIndexes parents =
                    new ParentIndexes(definition, state, new ParentStatements(connection, options.locks()));
            parents.run();
            parents.adopted().forEach(told::message);
            List<LeafTask> tasks = parents.tasks();
            if (!parents.problems().isEmpty()) {
                throw cannot(String.join("; ", parents.problems()), "Then run it again");
            }
            if (!tasks.isEmpty()) {
                leaves(tasks);
            }
            if (table.hasValid(connection, index())) {
                return finished();
            }
            if (tasks.isEmpty() && !parents.changed()) {
                throw cannot(
                        "every partition has its index, and the server still calls the one of the partitioned table invalid",
                        "Upgrade the server to its newest minor release, or attach a new partition, and run it again");
            }
        }
        throw cannot("partitions came or went in each of " + ROUNDS + " rounds", "Run it again");
    }

    private void announce(IndexNode root) {
        root.selfAndBelow()
                .filter(n -> n.kind() == IndexNode.Kind.FOREIGN)
                .forEach(n -> told.message(
                        n.table().sql() + " is a foreign table, which cannot have an index here: left out"));
        root.selfAndBelow()
                .filter(IndexNode::detachPending)
                .forEach(n -> told.message(n.table().sql() + " is being detached: left out"));
        if (options.threads() > connections.limit()) {
            told.message("Only " + connections.limit() + " connection is to be had, not " + options.threads()
                    + ": the partitions are built one after the other");
        }
    }

    private void leaves(List<LeafTask> tasks) {
        BuildBoard board = new BuildCrew(connections, options, definition, tasks).run(connection, told);
        built.addAll(board.tables(Outcome.BUILT));
        attached.addAll(board.tables(Outcome.ATTACHED));
        mostConnections = Math.max(mostConnections, board.mostWorkers());
        List<String> failures = new ArrayList<>(board.failures());
        if (board.notBegun() > 0) {
            failures.add(board.notBegun() + " more were not begun, as no connection was left");
        }
        if (!failures.isEmpty()) {
            throw cannot(
                    board.failures().size() + " of " + tasks.size() + " partitions failed: "
                            + String.join("; ", failures),
                    "What was built stays. Correct what the server names and run it again: it goes on from there");
        }
    }

    private QualifiedName index() {
        return table.name().sibling(definition.name());
    }

    private void foreign(IndexNode root) {
        if (definition.unique()) {
            root.selfAndBelow()
                    .filter(n -> n.kind() == IndexNode.Kind.FOREIGN)
                    .findFirst()
                    .ifPresent(f -> {
                        throw IndexScript.uniqueOverForeign(definition, table.name(), f.table());
                    });
        }
    }

    private IndexBuildReport finished() {
        int done = built.size() + attached.size();
        listener.progress(
                new IndexBuildProgress(done, done, List.of(), OptionalLong.empty(), Optional.of(Duration.ZERO)));
        return new IndexBuildReport(index(), built, attached, told.messages(), mostConnections);
    }

    private PartitioningException cannot(String why, String next) {
        return new PartitioningException(
                "Cannot add index " + definition.name().sql() + " to all partitions of "
                        + table.name().sql(),
                why,
                next);
    }
}
