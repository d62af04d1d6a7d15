package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.sql.QualifiedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A create or attach that was done, and that nobody wrote down: run again it does nothing where all is as it would make it. */
class DoneBeforeTest extends OperationsFixture {

    private static final RangeBounds BOUNDS = RangeBounds.of("0", "10");

    private static CreatePartitionOnline create(PartitionBounds bounds) {
        return CreatePartitionOnline.of(EVENTS, OLD, bounds);
    }

    private static AttachPartitionOnline attach(PartitionBounds bounds) {
        return new AttachPartitionOnline(EVENTS, OLD, bounds, "\"Id\" >= 0 AND \"Id\" < 10");
    }

    @Test
    void samePartitionIsNothingToDo() {
        assertThat(run(create(BOUNDS))).isFalse();
        assertThat(run(create(RangeBounds.of("+0", "0010")))).isFalse();
        assertThat(run(attach(BOUNDS))).isFalse();
        assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE 'pgpartition_trial%'"))
                .isZero();
    }

    @Test
    void attachOfWhichTheCheckIsLeftOnlyRemovesThat() {
        db.execute("ALTER TABLE \"App data\".\"Old\" ADD CONSTRAINT \"Old_pgpartition_check\" CHECK (\"Id\" >= 0)");
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(db.queryLong("SELECT count(*) FROM pg_constraint WHERE conname = 'Old_pgpartition_check'"))
                .isZero();
    }

    @Test
    void partitionWithOtherBoundsIsAnError() {
        String message =
                " partition \"App data\".\"Old\" @ \"App data\".\"Events\": it is one already, but not the same: FOR VALUES FROM"
                        + " ('0') TO ('10'). Detach that one first, or use another name.";
        assertThatThrownBy(() -> run(create(RangeBounds.of("0", "11"))))
                .hasMessage("Cannot create" + message.replace("@", "of"));
        assertThatThrownBy(() -> run(create(new DefaultBounds()))).hasMessageContaining("but not the same");
        assertThatThrownBy(() -> run(attach(RangeBounds.of("0", "11"))))
                .hasMessage("Cannot attach" + message.replace("@", "to"));
    }

    @Test
    void tableThatIsNobodysPartitionIsAnErrorForCreateAndWhatAttachIsFor() {
        db.execute("ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\"");
        assertThatThrownBy(() -> run(create(BOUNDS)))
                .hasMessage(
                        "Cannot create partition \"App data\".\"Old\" of \"App data\".\"Events\": there is a relation of that name,"
                                + " which is nobody's partition. Attach it if it is the right one, or use another name.");
        assertThat(run(attach(BOUNDS))).isTrue();
        assertThat(isPartition(OLD)).isTrue();
    }

    @Test
    void partitionOfAnotherTableIsAnError() {
        QualifiedName others = QualifiedName.of("App data", "Others");
        db.execute("CREATE TABLE \"App data\".\"Others\" (\"Id\" bigint NOT NULL) PARTITION BY RANGE (\"Id\")");
        assertThatThrownBy(() -> run(CreatePartitionOnline.of(others, OLD, BOUNDS)))
                .hasMessageContaining("the table of that name is a partition of another table. Detach it there first");
    }

    @Test
    void keyOfASubPartitionedPartitionHasToBeTheSame() {
        db.execute(
                "DROP TABLE \"App data\".\"Old\"",
                "CREATE TABLE \"App data\".\"Old\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (0) TO (10)"
                        + " PARTITION BY RANGE ((\"Id\" / 2))");
        assertThat(run(sub(PartitionKey.expression(PartitionStrategy.RANGE, "(\"Id\"/2)"))))
                .isFalse();
        assertThatThrownBy(() -> run(sub(PartitionKey.columns(PartitionStrategy.RANGE, "Id"))))
                .hasMessageContaining("but not the same");
        assertThatThrownBy(() -> run(create(BOUNDS))).hasMessageContaining("but not the same");
    }

    private static CreatePartitionOnline sub(PartitionKey key) {
        return new CreatePartitionOnline(EVENTS, OLD, BOUNDS, key, null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type      | one way to write it          | another
            timestamptz | 2026-01-01 00:00:00+00       | 2025-12-31 19:00:00-05
            timestamptz | Jan 2 2026 UTC               | 2026-01-02T00:00Z
            numeric     | 1.50                         | 1.50
            date        | 2026-1-1                     | Jan 1 2026
            boolean     | t                            | true
            """)
    void serverTellsWhetherTwoTextsAreOneBound(String type, String written, String other) {
        QualifiedName lists = QualifiedName.of("App data", "Lists");
        QualifiedName part = QualifiedName.of("App data", "Part");
        db.execute("CREATE TABLE \"App data\".\"Lists\" (k " + type + ") PARTITION BY LIST (k)");
        assertThat(run(CreatePartitionOnline.of(lists, part, ListBounds.of(written))))
                .isTrue();
        assertThat(run(CreatePartitionOnline.of(lists, part, ListBounds.of(other))))
                .isFalse();
    }
}
