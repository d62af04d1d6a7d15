package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes run waits for locks as the settings say. */
class LockPolicyLiveTest extends PartitionsFixture {

    private static final String ONLINE = outsideTransaction(
            "1",
            "<partition:createRangePartitionOf @ partitionName=\"Part1\" startRange=\"2026-01-01\" endRange=\"2027-01-01\" online=\"true\"/>");

    @BeforeEach
    void makeTable() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (at timestamptz) PARTITION BY RANGE (at)");
    }

    @Test
    void lockThatIsNotToBeHadIsGivenUpAndSaysWhoHasIt() {
        String create = changeSet(
                "1",
                "<partition:createRangePartitionOf @ partitionName=\"Part1\" startRange=\"2026-01-01\" endRange=\"2027-01-01\"/>");
        try (var reader = db.session("SELECT count(*) FROM \"App data\".\"Events\"")) {
            assertThatThrownBy(() -> updateImpatiently(create))
                    .rootCause()
                    .hasMessageStartingWith(
                            "Cannot create partition \"App data\".\"Part1\" of \"App data\".\"Events\": 2 attempts of 50 ms did not get"
                                    + " the lock; in the way: pid " + reader.pid() + ", application")
                    .hasMessageEndingWith(
                            "Nothing was changed by this step; end that session or raise lockTimeout, and run it again.");
        }
        liquibase.update(create);
        assertThat(partitions("Events")).containsExactly("Part1");
        assertThat(db.queryString("SHOW lock_timeout")).isEqualTo("0");
    }

    @Test
    void onlineCreateDoesNotWaitForReadersAndWriters() {
        db.execute(
                "CREATE TABLE \"App data\".p0 PARTITION OF \"App data\".\"Events\" FOR VALUES FROM ('2025-01-01') TO ('2025-06-01')");
        try (var writer = db.session("INSERT INTO \"App data\".\"Events\" VALUES ('2025-02-02')")) {
            updateImpatiently(ONLINE);
            assertThat(writer.queryLong("SELECT count(*) FROM \"App data\".\"Events\""))
                    .isEqualTo(1);
        }
        assertThat(partitions("Events")).containsExactly("Part1", "p0");
    }

    /** The key's time is in a form that only the server reads, so the session goes to the zone of the change. */
    @Test
    void zoneOfTheSessionIsPutBackWhereAStatementFails() throws Exception {
        String before = zone();
        assertThatThrownBy(
                        () -> liquibase.update(
                                outsideTransaction(
                                        "1",
                                        "<partition:createRangePartitionOf @ partitionName=\"Part1\" startRange=\"Jan 2 2026\" endRange=\"Jan 1 2026\" online=\"true\"/>")))
                .hasMessageContaining("empty range bound specified for partition");
        assertThat(zone()).isEqualTo(before);
    }

    private String zone() throws Exception {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW TimeZone")) {
            row.next();
            return row.getString(1);
        }
    }

    /** It is one transaction, so there is nothing that could be left. */
    @Test
    void onlineCreateThatIsKilledLeavesNothingAndRunsAgain() throws Exception {
        int pid = pid();
        try (var other = db.session("LOCK TABLE \"App data\".\"Events\" IN SHARE UPDATE EXCLUSIVE MODE")) {
            CompletableFuture<String> update = CompletableFuture.supplyAsync(
                    () -> with(Map.of("liquibase.partition.lockTimeout", "60s"), () -> liquibase.update(ONLINE)));
            other.execute("COMMIT", "BEGIN", "LOCK TABLE \"App data\".\"Events\" IN SHARE UPDATE EXCLUSIVE MODE");
            awaitWaitingFor("ATTACH PARTITION", pid, update);
            db.terminate(pid);
            assertThatThrownBy(() -> update.get(1, TimeUnit.MINUTES)).isInstanceOf(ExecutionException.class);
        }
        assertThat(exists("Part1")).isFalse();
        db.execute("TRUNCATE public.databasechangeloglock");
        reconnect();
        liquibase.update(ONLINE);
        assertThat(partitions("Events")).containsExactly("Part1");
    }

    @Test
    void changesetWithModifySqlIsSentAsText() {
        liquibase.update(changeSet(
                "1",
                "<partition:createRangePartitionOf @ partitionName=\"Part1\" startRange=\"2026-01-01\" endRange=\"2027-01-01\"/>"
                        + "<modifySql><append value=\" WITH (fillfactor = 70)\"/></modifySql>"));
        assertThat(db.queryString("SELECT reloptions::text FROM pg_class WHERE relname = 'Part1'"))
                .isEqualTo("{fillfactor=70}");
    }
}
