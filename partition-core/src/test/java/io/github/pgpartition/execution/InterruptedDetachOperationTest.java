package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropDetachCheck;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A detach that was ended, or nearly, is known again by the CHECK that the server leaves; and that goes when the table comes back. */
class InterruptedDetachOperationTest extends OperationsFixture {

    private static final RangeBounds BOUNDS = RangeBounds.of("0", "10");

    private static DetachPartition detach(@Nullable PartitionBounds bounds) {
        return new DetachPartition(EVENTS, OLD, DetachMode.CONCURRENTLY, bounds);
    }

    private static List<String> checks(QualifiedName table) {
        return db.queryStrings(
                "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(?) AND contype = 'c' ORDER BY 1",
                table.sql());
    }

    @Test
    void killedWhilePendingItIsEndedByTheNextRun() throws Exception {
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events\"")) {
            assertThat(reader.pid()).isPositive();
            killWhileItWaits(detach(null), "CONCURRENTLY", () -> {});
        }
        assertThat(isPending(OLD)).isTrue();
        assertThat(run(detach(null))).isTrue();
        assertThat(isPartition(OLD)).isFalse();
        assertThat(exists(OLD)).isTrue();
    }

    @Test
    void oncePendingItWaitsLongerThanTheAttemptsSinceNobodyWaitsBehindIt() throws Exception {
        LockPolicy locks = new LockPolicy(Duration.ofMillis(200), 1);
        CompletableFuture<Boolean> running;
        try (Session reader = db.session("BEGIN", "SELECT count(*) FROM \"App data\".\"Events\"")) {
            running = CompletableFuture.supplyAsync(() -> run(detach(null), locks));
            Thread.sleep(4 * locks.timeout().toMillis() + 1_000);
            assertThat(running).isNotDone();
            assertThat(isPending(OLD)).isTrue();
            assertThat(reader.queryLong("SELECT count(*) FROM \"App data\".\"Events\""))
                    .isZero();
            assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Events\""))
                    .isZero();
        }
        assertThat(running).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(true);
        assertThat(isPartition(OLD)).isFalse();
    }

    @Test
    void endedBeforeItIsNothingToDoWhereTheBoundsAreGiven() {
        assertThat(run(detach(BOUNDS))).isTrue();
        assertThat(run(detach(RangeBounds.of("00", "10")))).isFalse();
        assertThat(isPartition(OLD)).isFalse();
    }

    @Test
    void partitionOfAPartitionIsKnownAgainToo() {
        QualifiedName leaf = QualifiedName.of("App data", "Leaf");
        db.execute(
                "CREATE TABLE \"App data\".\"Tree\" (a int, b text) PARTITION BY RANGE (a)",
                "CREATE TABLE \"App data\".\"Sub\" PARTITION OF \"App data\".\"Tree\" FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (b)",
                "CREATE TABLE \"App data\".\"Leaf\" PARTITION OF \"App data\".\"Sub\" FOR VALUES FROM ('a') TO ('c')");
        var detach = new DetachPartition(
                QualifiedName.of("App data", "Sub"), leaf, DetachMode.CONCURRENTLY, RangeBounds.of("a", "c"));
        assertThat(run(detach)).isTrue();
        assertThat(run(detach)).isFalse();
    }

    @Test
    void withoutThatEvidenceItIsAnError() {
        run(detach(BOUNDS));
        String message =
                "Cannot detach partition \"App data\".\"Old\" from \"App data\".\"Events\": it is no partition of it, and has no"
                        + " CHECK by which a detach of these bounds would be known that was ended before. If an earlier run has detached"
                        + " it, mark the change as run; else correct the name.";
        assertThatThrownBy(() -> run(detach(null))).hasMessage(message);
        assertThatThrownBy(() -> run(detach(RangeBounds.of("0", "11")))).hasMessage(message);
    }

    @Test
    void partOfAHashKeyLeavesNoEvidence() {
        db.execute(
                "CREATE TABLE \"App data\".\"Parts\" (id int) PARTITION BY HASH (id)",
                "CREATE TABLE \"App data\".\"Part0\" PARTITION OF \"App data\".\"Parts\" FOR VALUES WITH (MODULUS 2, REMAINDER 0)");
        var detach = new DetachPartition(
                QualifiedName.of("App data", "Parts"),
                QualifiedName.of("App data", "Part0"),
                DetachMode.CONCURRENTLY,
                new HashBounds(2, 0));
        run(detach);
        assertThatThrownBy(() -> run(detach)).hasMessageContaining("has no CHECK by which");
    }

    @Test
    void checkOfTheDetachGoesWhenTheTableIsAttachedAgainAndOthersStay() {
        db.execute(
                "ALTER TABLE \"App data\".\"Old\" ADD CONSTRAINT mine_check CHECK (\"Id\" >= 0)",
                "ALTER TABLE \"App data\".\"Old\" ADD CONSTRAINT kept CHECK (\"Id\" <> 5)");
        run(detach(BOUNDS));
        assertThat(checks(OLD)).containsExactly("Old_Id_check", "kept", "mine_check");
        run(new AttachPartition(EVENTS, OLD, BOUNDS));
        run(new DropDetachCheck(OLD));
        assertThat(checks(OLD)).containsExactly("kept", "mine_check");
        run(new DropDetachCheck(OLD));
        assertThat(isPartition(OLD)).isTrue();
    }

    @Test
    void checkThatSomebodyCommentedOnOrThatIsOfOtherBoundsStays() {
        run(detach(BOUNDS));
        run(new AttachPartition(EVENTS, OLD, RangeBounds.of("0", "11")));
        run(new DropDetachCheck(OLD));
        assertThat(checks(OLD)).containsExactly("Old_Id_check");
        db.execute(
                "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\"",
                "ALTER TABLE \"App data\".\"Events\" ATTACH PARTITION \"App data\".\"Old\" FOR VALUES FROM (0) TO (10)",
                "COMMENT ON CONSTRAINT \"Old_Id_check\" ON \"App data\".\"Old\" IS 'mine'");
        run(new DropDetachCheck(OLD));
        assertThat(checks(OLD)).containsExactly("Old_Id_check");
    }
}
