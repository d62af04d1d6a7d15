package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexProgressTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void isOneLine() {
        IndexBuildProgress progress = new IndexBuildProgress(
                12,
                200,
                List.of(new IndexBuildProgress.Current(partition(3), "building index: scanning table", 40)),
                OptionalLong.of(120_000),
                Optional.of(Duration.ofSeconds(190)));
        assertThat(progress.toText())
                .isEqualTo("12 of 200 partitions; \"App data\".\"Events 3\" building index: scanning table 40 %;"
                        + " 120000 rows/s; about 3 min 10 s left");
    }

    @Test
    void isToldWhileItLasts() {
        events.create(3);
        Queue<IndexBuildProgress> heard = new ConcurrentLinkedQueue<>();
        IndexBuilder builder = new IndexBuilder(
                ConnectionSource.of(db.dataSource()), EventsTable.options(2).build());
        try (Session writer = db.session("INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)")) {
            CompletableFuture<IndexBuildReport> build =
                    CompletableFuture.supplyAsync(() -> builder.build(TABLE, BY_VALUE, new IndexBuildListener() {
                        @Override
                        public void progress(IndexBuildProgress progress) {
                            heard.add(progress);
                        }
                    }));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> heard.stream()
                            .anyMatch(p -> p.done() == 2 && p.rowsPerSecond().isPresent()));
            assertThat(heard)
                    .anySatisfy(p -> assertThat(p.current())
                            .containsExactly(new IndexBuildProgress.Current(
                                    partition(1), "waiting for writers before build (pid " + writer.pid() + ")", 0)))
                    .anySatisfy(p -> assertThat(p.remaining()).isPresent());
            writer.close();
            build.join();
        }
        assertThat(heard)
                .last()
                .isEqualTo(new IndexBuildProgress(3, 3, List.of(), OptionalLong.empty(), Optional.of(Duration.ZERO)));
    }
}
