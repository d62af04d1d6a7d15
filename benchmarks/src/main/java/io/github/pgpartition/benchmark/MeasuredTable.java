package io.github.pgpartition.benchmark;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;

/** {@code public.measured}, partitioned by ranges of an integer, with an integer column v in no order. */
final class MeasuredTable {

    private static final int STEP = 1_000_000;

    private MeasuredTable() {}

    static PartitionedTable of(QualifiedName table, List<Partition> partitions) {
        return new PartitionedTable(
                0, table, PartitionKey.columns(PartitionStrategy.RANGE, "id"), List.of("bigint"), partitions);
    }

    static Partition partition(int number, int rows) {
        RangeBounds bounds = new RangeBounds(
                List.of(BoundValue.of(String.valueOf(from(number)))),
                List.of(BoundValue.of(String.valueOf(from(number + 1)))));
        return new Partition(0, QualifiedName.of("public", "measured_" + number), bounds, false, false, rows, null);
    }

    private static long from(int number) {
        return (long) number * STEP;
    }

    static void create(PostgresDatabase database, List<Integer> rows) {
        database.execute(
                "DROP TABLE IF EXISTS public.measured",
                "CREATE TABLE public.measured (id bigint NOT NULL, v int, filler text) PARTITION BY RANGE (id)");
        for (int i = 0; i < rows.size(); i++) {
            database.execute(
                    "CREATE TABLE public.measured_" + i + " PARTITION OF public.measured FOR VALUES FROM (" + from(i)
                            + ") TO (" + from(i + 1) + ") WITH (autovacuum_enabled = off)",
                    "INSERT INTO public.measured_" + i + " SELECT " + from(i)
                            + " + i, hashint4(i::int), 'filler' FROM generate_series(1, " + rows.get(i) + ") i");
        }
        database.execute("VACUUM ANALYZE public.measured", "CHECKPOINT");
    }
}
