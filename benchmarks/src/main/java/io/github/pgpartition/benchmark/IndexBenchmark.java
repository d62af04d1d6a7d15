package io.github.pgpartition.benchmark;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An index on every partition, concurrently: {@link IndexBuilder} beside the same statements by bare JDBC on as many connections, both
 * with the largest partition first.
 */
record IndexBenchmark(PostgresDatabase database, List<Integer> even, List<Integer> uneven, List<Integer> threads)
        implements Comparisons {

    private static final QualifiedName TABLE = QualifiedName.of("public", "measured");
    private static final IndexDefinition DEFINITION =
            IndexDefinition.builder("measured_v").columns("v").build();
    private static final double LIMIT = 1.15;

    /** 200 partitions of 5,000 rows; 16 of 500,000, of half of that, of a third and so on. */
    static IndexBenchmark full(PostgresDatabase database) {
        List<Integer> even = Collections.nCopies(200, 5_000);
        List<Integer> uneven =
                IntStream.rangeClosed(1, 16).mapToObj(i -> 500_000 / i).toList();
        return new IndexBenchmark(database, even, uneven, List.of(1, 2, 4));
    }

    @Override
    public List<Comparison> comparisons() {
        List<Comparison> all = new ArrayList<>();
        for (int number : threads) {
            all.add(comparison("partitions of the same size", even, number));
        }
        for (int number : threads) {
            all.add(comparison("partitions of uneven size", uneven, number));
        }
        return all;
    }

    private Comparison comparison(String kind, List<Integer> rows, int number) {
        String name = "index, " + rows.size() + " " + kind + ", "
                + rows.stream().mapToInt(r -> r).sum() + " rows, " + number + (number == 1 ? " thread" : " threads");
        return new Comparison(
                name,
                "PgPartition",
                () -> new IndexBuilder(
                                ConnectionSource.of(dataSource()),
                                IndexBuildOptions.builder().threads(number).build())
                        .build(TABLE, DEFINITION),
                "bare JDBC",
                () -> new BareIndexBuild(dataSource(), number, script(rows)).run(),
                LIMIT,
                () -> MeasuredTable.create(database, rows),
                () -> database.execute("DROP INDEX public.measured_v"));
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(database.jdbcUrl());
        return dataSource;
    }

    /** Written from numbers alone, so that writing it costs bare JDBC nothing. */
    private static IndexScript script(List<Integer> rows) {
        List<Partition> partitions = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> rows.get(i)).reversed())
                .map(i -> MeasuredTable.partition(i, rows.get(i)))
                .toList();
        PartitionedTable table = MeasuredTable.of(TABLE, partitions);
        return IndexScript.of(table, DEFINITION, true);
    }
}
