package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.pgpartition.testkit.Session;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changesets outside a transaction whose run ended before Liquibase had recorded them. */
class InterruptedChangesTest extends PartitionsFixture {

    private static final String DROP =
            outsideTransaction("1", "<partition:dropPartition @ partitionName=\"Old\" concurrently=\"true\"/>");

    @BeforeEach
    void makeTables() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (at timestamptz NOT NULL) PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".\"Old\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00')",
                "CREATE TABLE \"App data\".\"Alone\" (at timestamptz NOT NULL)");
    }

    static Stream<Arguments> changes() {
        String year = " startRange=\"2026-01-01\" endRange=\"2027-01-01\" ";
        String old = " startRange=\"2025-01-01\" endRange=\"2026-01-01\" ";
        return Stream.of(
                arguments("createRangePartitionOf @ partitionName=\"New\" online=\"true\"" + year, "2026", "2024"),
                arguments("attachRangePartition @ partitionName=\"Alone\" online=\"true\"" + year, "2026", "2024"),
                arguments("detachPartition @ partitionName=\"Old\" concurrently=\"true\"" + old, "2025", "2020"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changeThatEndedButWasNotRecordedIsNothingToDo(String change, String year, String otherYear) {
        String changeSet = outsideTransaction("1", "<partition:" + change + "/>");
        liquibase.update(changeSet);
        var before = CatalogDump.of(db);
        forgetIt();
        liquibase.update(changeSet);
        assertThat(CatalogDump.of(db)).isEqualTo(before);
        assertThat(db.queryLong("SELECT count(*) FROM public.databasechangelog"))
                .isEqualTo(1);
        forgetIt();
        String other = changeSet.replace("startRange=\"" + year, "startRange=\"" + otherYear);
        assertThatThrownBy(() -> liquibase.update(other)).hasMessageContaining("Cannot ");
        assertThat(CatalogDump.of(db)).isEqualTo(before);
    }

    private static void forgetIt() {
        db.execute("DELETE FROM public.databasechangelog");
    }

    @Test
    void dropThatWasKilledBetweenDetachAndDropIsEndedByTheNextRun() throws Exception {
        killBetweenDetachAndDrop();
        assertThat(partitions("Events")).isEmpty();
        assertThat(exists("Old")).isTrue();
        liquibase.update(DROP);
        assertThat(exists("Old")).isFalse();
    }

    @Test
    void scriptOfAConcurrentDropDropsTheTableAndNoOther() {
        Script.apply(db, folder, liquibase.updateSql(DROP));
        assertThat(exists("Old")).isFalse();
        assertThat(exists("Alone")).isTrue();
        assertThat(exists("Events")).isTrue();
    }

    @Test
    void dropThatEndedButWasNotRecordedSaysWhatToDo() {
        liquibase.update(DROP);
        forgetIt();
        assertThatThrownBy(() -> liquibase.update(DROP))
                .hasMessageContaining(
                        "there is no table of that name. Nothing was dropped. If an earlier run has dropped or detached it,"
                                + " mark the change as run; else correct the name.");
    }

    @Test
    void rollbackOfAConcurrentDetachRemovesTheCheckThatItLeft() {
        String detach = outsideTransaction(
                "1",
                "<partition:detachPartition @ partitionName=\"Old\" concurrently=\"true\" startRange=\"2025-01-01\" endRange=\"2026-01-01\"/>");
        liquibase.update(detach);
        assertThat(parts("Old")).singleElement().asString().startsWith("CHECK ");
        liquibase.rollbackCount(detach, 1);
        assertThat(partitions("Events")).containsExactly("Old");
        assertThat(parts("Old")).isEmpty();
    }

    private void killBetweenDetachAndDrop() throws Exception {
        int pid = pid();
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Old\"");
                Session next = db.session("SELECT 1")) {
            CompletableFuture<String> update = CompletableFuture.supplyAsync(
                    () -> with(Map.of("liquibase.partition.lockTimeout", "60s"), () -> liquibase.update(DROP)));
            awaitWaitingFor("CONCURRENTLY", pid, update);
            String lock = "LOCK TABLE \"App data\".\"Old\" IN ACCESS SHARE MODE";
            CompletableFuture<Void> queued = CompletableFuture.runAsync(() -> next.execute(lock));
            awaitWaitingFor(lock, next.pid(), update);
            reader.execute("COMMIT");
            queued.get(1, TimeUnit.MINUTES);
            awaitWaitingFor("DROP TABLE", pid, update);
            db.terminate(pid);
            assertThatThrownBy(() -> update.get(1, TimeUnit.MINUTES)).isInstanceOf(ExecutionException.class);
        }
        db.execute("TRUNCATE public.databasechangeloglock");
        reconnect();
    }
}
