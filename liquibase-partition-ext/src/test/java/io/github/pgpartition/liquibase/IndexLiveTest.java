package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The changeset is recorded as run when the index is valid everywhere, not before; run again, it goes on. */
class IndexLiveTest extends IndexFixture {

    private static final String DROP =
            outsideTransaction("drop", "<partition:dropIndexOnAllPartitions @ indexName=\"By Value\"/>");

    @Test
    void goesOnAfterADuplicateInOnePartition() {
        db.execute("INSERT INTO \"App data\".p5 VALUES (5001, 1)");
        assertThatThrownBy(() -> update(urlSettings(), INDEX))
                .hasMessageContaining(
                        "1 of 8 partitions failed: \"App data\".\"p5\": ERROR: could not create unique index")
                .hasMessageContaining("Correct what the server names and run it again: it goes on from there.");
        assertThat(recorded()).isEmpty();
        assertIndexes(PARTITIONS - 1, 1);
        List<String> built = oids();
        assertThatThrownBy(() -> update(urlSettings(), INDEX)).hasMessageContaining("\"App data\".\"p5\"");
        assertThat(recorded()).isEmpty();
        db.execute("DELETE FROM \"App data\".p5 WHERE ctid = (SELECT max(ctid) FROM \"App data\".p5)");
        update(urlSettings(), INDEX);
        assertThat(recorded()).containsExactly("index");
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(oids()).containsAll(built);
    }

    @Test
    void goesOnAfterABackendWasKilled() throws Exception {
        try (var writer = writer(3)) {
            CompletableFuture<String> update = begin(urlSettings(), INDEX);
            db.terminate(awaitBuilders(1, update).get(0));
            assertThatThrownBy(update::join).hasMessageContaining("1 of 8 partitions failed: \"App data\".\"p3\"");
            assertThat(writer.pid()).isPositive();
        }
        assertThat(recorded()).isEmpty();
        unlock();
        update(urlSettings(), INDEX);
        assertThat(recorded()).containsExactly("index");
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void goesOnAfterAllItsBackendsWereKilled() throws Exception {
        try (var writer = writer(0, 1, 2, 3, 4, 5, 6, 7)) {
            CompletableFuture<String> update = begin(urlSettings(), INDEX);
            awaitBuilders(4, update);
            db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND pid NOT IN (pg_backend_pid(), " + writer.pid() + ")");
            assertThatThrownBy(update::join).hasMessageContaining("partitions failed");
        }
        assertThat(recorded()).isEmpty();
        unlock();
        update(urlSettings(), INDEX);
        assertThat(recorded()).containsExactly("index");
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void goesOnAfterALockThatWasNotToBeHad() {
        db.execute("CREATE UNIQUE INDEX mine ON \"App data\".p2 (\"Value\", \"Id\")");
        try (var reader = db.session("SELECT count(*) FROM \"App data\".p2", "SAVEPOINT gives_up_the_snapshot")) {
            assertThatThrownBy(() -> updateImpatiently(INDEX))
                    .hasMessageContaining("1 of 8 partitions failed: \"App data\".\"p2\": after 2 attempts:")
                    .hasMessageContaining("in the way: pid " + reader.pid());
        }
        assertThat(recorded()).isEmpty();
        assertIndexes(PARTITIONS - 1, 2);
        updateImpatiently(INDEX);
        assertThat(recorded()).containsExactly("index");
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void lockThatTheParentDoesNotGetSaysWhoHasIt() {
        try (var writer = db.session("INSERT INTO \"App data\".\"Events\" VALUES (11, 11)")) {
            assertThatThrownBy(() -> updateImpatiently(INDEX))
                    .hasMessageContaining(
                            "Cannot create index \"By Value\" on \"App data\".\"Events\": 2 attempts of 50 ms did not get"
                                    + " the lock; in the way: pid " + writer.pid());
        }
        assertThat(recorded()).isEmpty();
        assertIndexes(0, 0);
    }

    @Test
    void rollbackDropsWhatWasMade() {
        update(Map.of(), INDEX);
        liquibase.rollbackCount(INDEX, 1);
        assertIndexes(0, 0);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void dropsInATransactionToo() {
        update(Map.of(), INDEX + DROP);
        assertThat(recorded()).containsExactly("index", "drop");
        assertIndexes(0, 0);
    }

    @Test
    void dropsWhatAnUnfinishedBuildLeft() {
        db.execute("INSERT INTO \"App data\".p5 VALUES (5001, 1)");
        assertThatThrownBy(() -> update(Map.of(), INDEX)).hasMessageContaining("\"App data\".\"p5\"");
        update(Map.of(), DROP);
        assertIndexes(0, 0);
    }

    @Test
    void failedDropLeavesTheIndexAndIsNotRecorded() {
        update(Map.of(), INDEX);
        try (var reader = db.session("SELECT count(*) FROM \"App data\".p5")) {
            assertThatThrownBy(() -> updateImpatiently(DROP)).hasMessageContaining("in the way: pid " + reader.pid());
        }
        assertThat(recorded()).containsExactly("index");
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void isOneStatementInATransactionAndTakesInWhatIsThere() {
        db.execute("CREATE UNIQUE INDEX mine ON \"App data\".p2 (\"Value\", \"Id\")");
        String inTransaction = changeSet(
                "plain",
                "<partition:addIndexOnAllPartitions @ indexName=\"By Value\" unique=\"true\" concurrently=\"false\"><column name=\"Value\"/>"
                        + "<column name=\"Id\"/></partition:addIndexOnAllPartitions><sql>SELECT 1 / 0</sql>");
        assertThatThrownBy(() -> update(Map.of(), inTransaction)).hasMessageContaining("division by zero");
        assertIndexes(0, 1);
        update(Map.of(), inTransaction.replace("1 / 0", "1"));
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void isMadePartitionByPartitionWithoutConcurrentlyToo() {
        update(Map.of(), INDEX.replace("inThreads", "concurrently=\"false\" inThreads"));
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void tableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> update(Map.of(), INDEX.replace("tableName=\"Events\"", "tableName=\"Nothing\"")))
                .hasMessageContaining(
                        "Cannot add index \"By Value\" to all partitions of \"App data\".\"Nothing\": there is no partitioned"
                                + " table of that name in the database, nor in an earlier changeset. Create it first, or correct the"
                                + " name.");
    }

    @Test
    void columnThatIsNotThereIsToldWithTheStatement() {
        assertThatThrownBy(
                        () -> update(Map.of(), INDEX.replaceAll("<column name=\"\\w+\"", "<column name=\"Nothing\"")))
                .hasMessageContaining(
                        "Cannot add index \"By Value\" to all partitions of \"App data\".\"Events\": ERROR: column \"Nothing\" does"
                                + " not exist. Nothing was changed. Correct the definition of the index. (SQLSTATE 42703, statement:"
                                + " CREATE UNIQUE INDEX \"By Value\" ON \"App data\".\"Events\"");
        assertIndexes(0, 0);
    }

    @Test
    void plainTableIsToldToBeOne() {
        db.execute("CREATE TABLE \"App data\".\"Plain\" (\"Value\" int)");
        String index = INDEX.replace("tableName=\"Events\"", "tableName=\"Plain\"");
        for (String refused : List.of(index, index.replace("inThreads", "concurrently=\"false\" inThreads"))) {
            assertThatThrownBy(() -> update(Map.of(), refused))
                    .hasMessageContaining(
                            "Cannot add index \"By Value\" to all partitions of \"App data\".\"Plain\": it is a plain"
                                    + " table, and PostgreSQL makes no partitioned one of it.");
        }
    }

    @Test
    void isNotMadeTwice() {
        update(Map.of(), INDEX);
        List<String> oids = oids();
        update(Map.of(), INDEX.replace("id=\"index\"", "id=\"again\""));
        assertThat(oids()).isEqualTo(oids);
        assertThat(recorded()).containsExactly("index", "again");
    }

    private static List<String> oids() {
        return db.queryStrings(
                "SELECT oid::text FROM pg_class WHERE relkind = 'i' AND relnamespace = '\"App data\"'::regnamespace ORDER BY oid");
    }
}
