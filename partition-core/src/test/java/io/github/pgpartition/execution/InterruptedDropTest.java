package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropNoted;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.testkit.Session;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A drop in several transactions drops the table that it has detached, and no other. */
class InterruptedDropTest extends OperationsFixture {

    private static final DropPartition DROP = new DropPartition(EVENTS, OLD, DetachMode.CONCURRENTLY);

    private static void killBetweenDetachAndDrop() throws Exception {
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Old\"");
                Session next = db.session("SELECT 1")) {
            killWhileItWaits(DROP, "CONCURRENTLY", () -> {
                CompletableFuture<Void> queued = queue(next, "LOCK TABLE \"App data\".\"Old\" IN ACCESS SHARE MODE");
                reader.execute("COMMIT");
                queued.join();
                awaitDropping();
            });
        }
        assertThat(exists(OLD)).isTrue();
        assertThat(isPartition(OLD)).isFalse();
    }

    private static void awaitDropping() {
        await().until(() -> db.queryLong(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DO %DROP TABLE%'")
                == 1);
    }

    @Test
    void runAgainItDropsWhatItHadDetached() throws Exception {
        db.execute("COMMENT ON TABLE \"App data\".\"Old\" IS 'Of last year'");
        killBetweenDetachAndDrop();
        assertThat(comment(OLD)).startsWith("Of last year\npgpartition: dropPartition is taking table ");
        assertThat(run(DROP)).isTrue();
        assertThat(exists(OLD)).isFalse();
        assertThat(exists(EVENTS)).isTrue();
    }

    @Test
    void anotherTableThatTookTheNameIsNotDroppedThoughItHasTheComment() throws Exception {
        killBetweenDetachAndDrop();
        String note = comment(OLD);
        db.execute(
                "DROP TABLE \"App data\".\"Old\"",
                "CREATE TABLE \"App data\".\"Old\" (\"Id\" bigint)",
                "COMMENT ON TABLE \"App data\".\"Old\" IS '" + note + "'");
        assertThatThrownBy(() -> run(DROP))
                .hasMessage(
                        "Cannot drop partition \"App data\".\"Old\" of \"App data\".\"Events\": the table of that name is no"
                                + " partition of it, and was not taken out of it by this operation. Nothing was dropped. If an earlier run"
                                + " has dropped or detached it, mark the change as run; else correct the name.");
        assertThatThrownBy(() -> run(new DropNoted(EVENTS, OLD)))
                .hasMessageContaining(
                        "\"App data\".\"Old\" is not the table that was taken out of \"App data\".\"Events\"");
        assertThat(exists(OLD)).isTrue();
    }

    @Test
    void tableThatSomebodyElseDetachedIsNotDropped() {
        db.execute("ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\"");
        assertThatThrownBy(() -> run(DROP)).hasMessageContaining("was not taken out of it by this operation");
        assertThat(exists(OLD)).isTrue();
    }

    @Test
    void partitionOfAnotherTableIsNotDropped() {
        db.execute(
                "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Old\"",
                "CREATE TABLE \"App data\".\"Others\" (\"Id\" bigint NOT NULL) PARTITION BY RANGE (\"Id\")",
                "ALTER TABLE \"App data\".\"Others\" ATTACH PARTITION \"App data\".\"Old\" FOR VALUES FROM (0) TO (10)");
        assertThatThrownBy(() -> run(DROP))
                .hasMessageContaining("is a partition of another table. Nothing was dropped.");
        assertThat(isPartition(OLD)).isTrue();
    }

    @Test
    void nameThatNothingHasIsAnError() {
        db.execute("DROP TABLE \"App data\".\"Old\"");
        assertThatThrownBy(() -> run(DROP))
                .hasMessage(
                        "Cannot drop partition \"App data\".\"Old\" of \"App data\".\"Events\": there is no table of that name."
                                + " Nothing was dropped. If an earlier run has dropped or detached it, mark the change as run; else correct the name.");
    }

    @Test
    void dropThatIsRefusedLeavesTheCommentAsItWas() {
        db.execute(
                "COMMENT ON TABLE \"App data\".\"Old\" IS E'Of last year\\nand ours'",
                "CREATE TABLE \"App data\".\"Rest\" PARTITION OF \"App data\".\"Events\" DEFAULT");
        assertThatThrownBy(() -> run(DROP))
                .hasMessageContaining("where there is a DEFAULT partition, detach that first");
        assertThat(comment(OLD)).isEqualTo("Of last year\nand ours");
        db.execute("COMMENT ON TABLE \"App data\".\"Old\" IS NULL");
        assertThatThrownBy(() -> run(DROP))
                .hasMessageContaining("where there is a DEFAULT partition, detach that first");
        assertThat(comment(OLD)).isNull();
    }

    @Test
    void killedWhileTheDetachIsPendingItIsEndedByTheNextRun() throws Exception {
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events\"")) {
            assertThat(reader.pid()).isPositive();
            killWhileItWaits(DROP, "CONCURRENTLY", () -> {});
        }
        assertThat(isPending(OLD)).isTrue();
        run(DROP);
        assertThat(exists(OLD)).isFalse();
    }
}
