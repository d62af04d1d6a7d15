package io.github.pgpartition.index;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.operation.IndexDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a build. The first works on the connection that is there already and begins at once; the others when they get theirs. A
 * pool that has none to give costs no time: who still waits for one when the work is done is sent home.
 */
final class BuildCrew {

    private static final Logger LOG = LoggerFactory.getLogger(BuildCrew.class);
    private static final long PROGRESS_MILLIS = 1_000;

    private final ConnectionSource connections;
    private final IndexBuildOptions options;
    private final IndexDefinition definition;
    private final BuildBoard board;
    private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
    private final int size;

    BuildCrew(
            ConnectionSource connections, IndexBuildOptions options, IndexDefinition definition, List<LeafTask> tasks) {
        this.connections = connections;
        this.options = options;
        this.definition = definition;
        this.size = Math.min(Math.min(options.threads(), connections.limit()), tasks.size());
        this.board = new BuildBoard(tasks, size);
    }

    /** Returns when all is done that could be; the board says what. */
    BuildBoard run(Connection first, BuildTold told) {
        start("1", () -> work(first));
        for (int i = 2; i <= size; i++) {
            String number = i + " of " + size;
            start(String.valueOf(i), () -> ask(number));
        }
        BuildMonitor monitor = new BuildMonitor(board, options.locks());
        if (connections.limit() > size) {
            start("monitor", () -> watch(monitor));
        }
        try {
            coordinate(monitor, told);
        } finally {
            monitor.stop();
            asking.forEach(Thread::interrupt);
        }
        return board;
    }

    /** An interrupt cancels what runs, and is passed on when nobody uses a connection any more. */
    private void coordinate(BuildMonitor monitor, BuildTold told) {
        boolean interrupted = false;
        boolean going = true;
        while (going) {
            try {
                going = board.awaitNews(PROGRESS_MILLIS);
                told.messages(board);
                told.progress(monitor);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                board.stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new PartitioningException(
                    "Cannot build index " + definition.name().sql(),
                    "the thread was interrupted",
                    "What was built stays; run it again and it goes on from there");
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "pgpartition-index-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void ask(String number) {
        asking.add(Thread.currentThread());
        try {
            connections.with(connection -> {
                asking.remove(Thread.currentThread());
                join(connection);
                return true;
            });
        } catch (SQLException | RuntimeException e) {
            if (asking.remove(Thread.currentThread())) {
                board.say("Connection " + number + " is not to be had, fewer partitions are built at the same time: "
                        + e.getMessage());
            }
        } finally {
            asking.remove(Thread.currentThread());
            board.withdraw();
        }
    }

    private void work(Connection connection) {
        try {
            join(connection);
        } catch (SQLException | RuntimeException e) {
            board.say("A connection was lost: " + e.getMessage());
        } finally {
            board.withdraw();
        }
    }

    private void join(Connection connection) throws SQLException {
        if (!board.join()) {
            return;
        }
        try (BuildSession session = BuildSession.open(connection, options)) {
            new LeafBuilder(session, board, options, definition).work();
        } finally {
            board.leave();
        }
    }

    private void watch(BuildMonitor monitor) {
        if (!monitor.isWorthIt()) {
            return;
        }
        asking.add(Thread.currentThread());
        try {
            connections.with(connection -> {
                asking.remove(Thread.currentThread());
                monitor.watch(connection);
                return true;
            });
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The build goes on unwatched", e);
        } finally {
            asking.remove(Thread.currentThread());
        }
    }
}
