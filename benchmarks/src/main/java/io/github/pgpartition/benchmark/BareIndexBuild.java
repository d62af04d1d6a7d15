package io.github.pgpartition.benchmark;

import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.operation.AttachIndex;
import io.github.pgpartition.operation.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** The same statements by bare JDBC: no look at the catalog, no time-outs, no retries, nobody who watches. */
final class BareIndexBuild {

    private final DataSource dataSource;
    private final int threads;
    private final String parent;
    private final List<List<String>> partitions = new ArrayList<>();

    /** @param script of a table without sub-partitions, in the order in which partitions are to begin */
    BareIndexBuild(DataSource dataSource, int threads, IndexScript script) {
        this.dataSource = dataSource;
        this.threads = threads;
        this.parent = text(script.operations().get(0));
        List<Operation> rest =
                script.operations().subList(1, script.operations().size());
        for (int i = 0; i < rest.size(); i += 2) {
            if (!(rest.get(i + 1) instanceof AttachIndex)) {
                throw new IllegalArgumentException("Not the script of a table without sub-partitions");
            }
            partitions.add(List.of(text(rest.get(i)), text(rest.get(i + 1))));
        }
    }

    private static String text(Operation operation) {
        return operation.statements().get(0).text();
    }

    void run() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            execute(connection, parent);
        }
        Queue<List<String>> waiting = new ConcurrentLinkedQueue<>(partitions);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> work(waiting)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private boolean work(Queue<List<String>> waiting) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<String> partition = waiting.poll();
            while (partition != null) {
                for (String sql : partition) {
                    execute(connection, sql);
                }
                partition = waiting.poll();
            }
        }
        return true;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
