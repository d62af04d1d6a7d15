package io.github.pgpartition.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That it runs; what it measures here means nothing. */
class IndexBenchmarkTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @Test
    void measuresEveryCase() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new IndexBenchmark(db, List.of(10, 10), List.of(1, 20), List.of(1, 2)).run(new Runner(1, 0, out));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(12)
                .anyMatch(line ->
                        line.startsWith("index, 2 partitions of uneven size, 21 rows, 2 threads: PgPartition "));
    }
}
