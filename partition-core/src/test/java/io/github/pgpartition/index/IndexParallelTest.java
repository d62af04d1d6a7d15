package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.operation.IndexColumn;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexParallelTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void usesSeveralBackendsAsTheServersLogShows() throws IOException {
        assumeThat(db.serverLog()).isPresent();
        events.create(12);
        db.execute("ALTER DATABASE " + db.name() + " SET log_statement = 'ddl'");
        String name = "by " + db.name();
        IndexBuildReport report = whileWritersHold(
                "Events ", 12, 4, IndexDefinition.builder(name).columns("Value").build());
        db.execute("ALTER DATABASE " + db.name() + " RESET log_statement");
        Matcher logged = Pattern.compile("\\[(\\d+)\\] LOG: .*CREATE INDEX CONCURRENTLY \"by " + db.name())
                .matcher(Files.readString(db.serverLog().orElseThrow()));
        List<String> pids = logged.results().map(r -> r.group(1)).toList();
        assertThat(pids).hasSize(12);
        assertThat(pids.stream().distinct()).hasSize(4);
        assertThat(report.connections()).isEqualTo(4);
    }

    @Test
    void beginsWithTheLargestPartition() {
        events.create(3);
        db.execute(
                "INSERT INTO \"App data\".\"Events 2\" SELECT 2000000 + i, i, md5(i::text) FROM generate_series(200, 9000) i");
        db.execute("INSERT INTO \"App data\".\"Events 0\" SELECT i, i, md5(i::text) FROM generate_series(200, 3000) i");
        assertThat(events.build(BY_VALUE, 1).built())
                .containsExactly(EventsTable.partition(2), EventsTable.partition(0), EventsTable.partition(1));
    }

    @Test
    void saysWhenThereIsOnlyOneConnection() throws SQLException {
        events.create(3);
        try (Connection connection = db.connect()) {
            IndexBuildReport report = new IndexBuilder(
                            ConnectionSource.of(connection),
                            EventsTable.options(4).build())
                    .build(TABLE, BY_VALUE);
            assertThat(report.messages())
                    .containsExactly(
                            "Only 1 connection is to be had, not 4: the partitions are built one after the other");
            assertThat(report.connections()).isEqualTo(1);
            assertThat(report.built()).hasSize(3);
        }
    }

    @Test
    void goesOnWithTheConnectionsThatAPoolHas() {
        events.create(8);
        ConnectionSource pool = new ConnectionSource() {
            private final Semaphore free = new Semaphore(2);

            @Override
            public <T> T with(Work<T> work) throws SQLException {
                if (!free.tryAcquire()) {
                    throw new SQLException("the pool is exhausted", "08001");
                }
                try (Connection connection = db.connect()) {
                    return work.run(connection);
                } finally {
                    free.release();
                }
            }
        };
        IndexBuildReport report = new IndexBuilder(pool, EventsTable.options(3).build()).build(TABLE, BY_VALUE);
        assertThat(report.built()).hasSize(8);
        assertThat(report.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void doesNotWaitForAPoolThatHasNoMoreWhenTheWorkIsDone() {
        events.create(4);
        ConnectionSource pool = new ConnectionSource() {
            private final Semaphore free = new Semaphore(1);

            @Override
            public <T> T with(Work<T> work) throws SQLException {
                try {
                    free.acquire();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SQLException("interrupted", e);
                }
                try (Connection connection = db.connect()) {
                    return work.run(connection);
                } finally {
                    free.release();
                }
            }
        };
        IndexBuildReport report = new IndexBuilder(pool, EventsTable.options(3).build()).build(TABLE, BY_VALUE);
        assertThat(report.built()).hasSize(4);
        assertThat(report.connections()).isEqualTo(1);
    }

    @Test
    void survivesParallelBuildsThatWaitForEachOther() {
        events.create(12);
        IndexDefinition expression = IndexDefinition.builder("by lower name")
                .column(IndexColumn.expression("lower(\"Name\")"))
                .where("\"Value\" > 0")
                .build();
        assertThat(events.build(expression, 4).built()).hasSize(12);
        assertThat(events.indexes()).hasSize(13).noneMatch(i -> i.contains(","));
    }

    @Test
    void spreadsSubPartitionsOverTheThreads() {
        events.create(0);
        db.execute(
                "CREATE TABLE \"App data\".\"Only\" PARTITION OF \"App data\".\"Events\" DEFAULT PARTITION BY HASH (\"Id\")");
        for (int i = 0; i < 8; i++) {
            db.execute("CREATE TABLE \"App data\".\"Only " + i + "\" PARTITION OF \"App data\".\"Only\" FOR VALUES WITH"
                    + " (MODULUS 8, REMAINDER " + i + ")");
        }
        IndexBuildReport report = whileWritersHold("Only ", 8, 3, BY_VALUE);
        assertThat(report.built()).hasSize(8);
        assertThat(report.connections()).isEqualTo(3);
    }

    /** Builds while somebody has written to each partition, and lets go when as many are worked on as are expected. */
    private IndexBuildReport whileWritersHold(
            String partition, int partitions, int threads, IndexDefinition definition) {
        String[] locks = IntStream.range(0, partitions)
                .mapToObj(i -> "LOCK TABLE ONLY \"App data\".\"" + partition + i + "\" IN ROW EXCLUSIVE MODE")
                .toArray(String[]::new);
        try (Session writer = db.session(locks)) {
            CompletableFuture<IndexBuildReport> build = events.begin(definition, threads);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> db.queryLong(
                                    "SELECT count(*) FROM pg_stat_progress_create_index"
                                            + " WHERE phase = 'waiting for writers before build' AND datname = current_database()")
                            == threads);
            writer.close();
            return build.join();
        }
    }
}
