package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.UNIQUE;
import static io.github.pgpartition.index.EventsTable.indexOn;
import static io.github.pgpartition.index.EventsTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexResumeTest {

    private static final String WRITE_1 = "INSERT INTO \"App data\".\"Events 1\" VALUES (1999999, 1)";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void completesWhatAKilledBackendLeft() {
        events.create(4);
        try (Session writer = db.session(WRITE_1)) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            db.terminate(events.awaitPhase(1, "waiting for writers before build"));
            assertThatThrownBy(build::join)
                    .hasCauseInstanceOf(PartitioningException.class)
                    .hasMessageContaining(
                            "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": 1 of 4 partitions"
                                    + " failed: \"App data\".\"Events 1\": FATAL: terminating connection due to administrator command");
            assertThat(events.isValid("by Value")).isFalse();
            assertThat(events.indexes()).contains(indexOn(1).value() + " on Events 1, invalid, not attached");
            assertThat(writer.pid()).isPositive();
        }
        IndexBuildReport report = events.build(BY_VALUE, 2);
        assertThat(report.built()).containsExactly(partition(1));
        assertThat(events.indexes()).hasSize(5).noneMatch(i -> i.contains(","));
    }

    @Test
    void completesWhatACrashOfTheOnlyConnectionLeft() throws Exception {
        events.create(4);
        try (Session writer = db.session(WRITE_1);
                var connection = db.connect()) {
            CompletableFuture<IndexBuildReport> build = CompletableFuture.supplyAsync(() -> new IndexBuilder(
                            ConnectionSource.of(connection),
                            EventsTable.options(1).build())
                    .build(TABLE, BY_VALUE));
            db.terminate(events.awaitPhase(1, "waiting for writers before build"));
            assertThatThrownBy(build::join).hasMessageContaining("were not begun, as no connection was left");
            assertThat(writer.pid()).isPositive();
        }
        events.build(BY_VALUE, 1);
        assertThat(events.indexes()).hasSize(5).noneMatch(i -> i.contains(","));
    }

    @Test
    void keepsWhatIsDoneWhenOnePartitionHoldsDuplicates() {
        events.create(5);
        db.execute("INSERT INTO \"App data\".\"Events 3\" VALUES (3000001, 1)");
        assertThatThrownBy(() -> events.build(UNIQUE, 2))
                .hasMessage(
                        "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": 1 of 5 partitions failed:"
                                + " \"App data\".\"Events 3\": ERROR: could not create unique index \""
                                + indexOn(3).value()
                                + "\"; Detail: Key (\"Value\", \"Id\")=(1, 3000001) is duplicated. (SQLSTATE 23505). What was built stays."
                                + " Correct what the server names and run it again: it goes on from there.");
        assertThat(events.isValid("by Value")).isFalse();
        assertThat(events.indexes()).hasSize(5).noneMatch(i -> i.contains("Events 3"));
        db.execute(
                "DELETE FROM \"App data\".\"Events 3\" WHERE ctid IN (SELECT max(ctid) FROM \"App data\".\"Events 3\""
                        + " WHERE \"Id\" = 3000001)");
        assertThat(events.build(UNIQUE, 2).built()).containsExactly(partition(3));
        assertThat(events.isValid("by Value")).isTrue();
    }

    @Test
    void attachesWhatWasBuiltAndNotYetAttached() {
        events.create(2);
        db.execute(
                new CreateIndex(partition(0), indexOn(0), BY_VALUE, IndexMode.CONCURRENTLY).sql(),
                new CreateIndex(TABLE, BY_VALUE.name(), BY_VALUE, IndexMode.ON_ONLY).sql());
        IndexBuildReport report = events.build(BY_VALUE, 1);
        assertThat(report.attached()).containsExactly(partition(0));
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
    }

    @Test
    void dropsNoInvalidIndexOfSomebodyElse() {
        events.create(1);
        duplicate();
        leaveInvalid("theirs", "(\"Value\", \"Id\")");
        leaveInvalid(indexOn(0).value(), "(\"Id\")");
        db.execute("DELETE FROM \"App data\".\"Events 0\" WHERE \"Name\" = 'twice'");
        events.build(UNIQUE, 1);
        assertThat(events.indexes())
                .hasSize(4)
                .contains("by Value on Events")
                .contains("theirs on Events 0, invalid, not attached")
                .contains(indexOn(0).value() + " on Events 0, invalid, not attached");
    }

    @Test
    void dropsOurOwnLeftoverUnderAnEarlierNameOfThePartition() {
        events.create(1);
        duplicate();
        leaveInvalid(indexOn(0).value(), "(\"Value\", \"Id\")");
        db.execute(
                "DELETE FROM \"App data\".\"Events 0\" WHERE \"Name\" = 'twice'",
                "ALTER TABLE \"App data\".\"Events 0\" RENAME TO \"First\"");
        events.build(UNIQUE, 1);
        assertThat(events.indexes()).hasSize(2).noneMatch(i -> i.contains(","));
    }

    @Test
    void dropsNoIndexThatIsValidByNow() throws Exception {
        events.create(1);
        db.execute(new CreateIndex(partition(0), indexOn(0), BY_VALUE, IndexMode.PLAIN).sql());
        long oid = db.queryLong("SELECT ?::regclass::oid", EventsTable.index(0).sql());
        try (var connection = db.connect()) {
            IndexNode leaf = new IndexNode(
                    db.queryLong("SELECT ?::regclass::oid", partition(0).sql()),
                    partition(0),
                    IndexNode.Kind.LEAF,
                    false,
                    0,
                    List.of(),
                    List.of());
            InvalidIndex.drop(connection, EventsTable.FAST, leaf, EventsTable.index(0));
        }
        assertThat(db.queryLong("SELECT ?::regclass::oid", EventsTable.index(0).sql()))
                .isEqualTo(oid);
    }

    @Test
    void isNotBuiltTwiceAtTheSameTime() {
        events.create(2);
        try (Session writer = db.session(WRITE_1)) {
            CompletableFuture<IndexBuildReport> build = events.begin(BY_VALUE, 2);
            events.awaitPhase(1, "waiting for writers before build");
            assertThatThrownBy(() -> events.build(BY_VALUE, 2))
                    .hasMessage(
                            "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": another session is"
                                    + " building it. Wait until that one is done, and run it again.");
            writer.close();
            assertThat(build.join().built()).hasSize(2);
        }
    }

    @Test
    void waitsForOldTransactionsNoLongerThanItMayAndCompletesLater() {
        events.create(2);
        try (Session writer = db.session(WRITE_1)) {
            IndexBuilder impatient = new IndexBuilder(
                    ConnectionSource.of(db.dataSource()),
                    IndexBuildOptions.builder()
                            .locks(new LockPolicy(Duration.ofMillis(100), 1))
                            .transactionWait(Duration.ofMillis(50))
                            .build());
            assertThatThrownBy(() -> impatient.build(TABLE, BY_VALUE))
                    .hasMessageContaining("1 of 2 partitions failed: \"App data\".\"Events 1\": after 2 attempts: ")
                    .hasMessageContaining("canceling statement due to lock timeout (SQLSTATE 55P03); in the way: pid "
                            + writer.pid());
        }
        events.build(BY_VALUE, 1);
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
    }

    private static void duplicate() {
        db.execute("INSERT INTO \"App data\".\"Events 0\" VALUES (1, 1, 'twice')");
    }

    private static void leaveInvalid(String name, String columns) {
        assertThatThrownBy(() -> db.execute(
                        "CREATE UNIQUE INDEX CONCURRENTLY \"" + name + "\" ON \"App data\".\"Events 0\" " + columns))
                .hasMessageContaining("could not create unique index");
    }

    @Test
    void namesWhatNoRunCanMend() {
        events.create(1);
        duplicate();
        db.execute(new CreateIndex(TABLE, BY_VALUE.name(), UNIQUE, IndexMode.ON_ONLY).sql());
        leaveInvalid("half", "(\"Value\", \"Id\")");
        db.execute("ALTER INDEX \"App data\".\"by Value\" ATTACH PARTITION \"App data\".half");
        assertThatThrownBy(() -> events.build(UNIQUE, 1))
                .hasMessage(
                        "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": index \"App data\".\"half\""
                                + " of \"App data\".\"Events 0\" is attached, but invalid: run REINDEX INDEX CONCURRENTLY"
                                + " \"App data\".\"half\". Then run it again.");
        db.execute(
                "DELETE FROM \"App data\".\"Events 0\" WHERE \"Name\" = 'twice'",
                "REINDEX INDEX CONCURRENTLY \"App data\".half");
        events.build(UNIQUE, 1);
        assertThat(events.indexes()).containsExactly("by Value on Events", "half on Events 0");
    }

    @Test
    void refusesAnotherIndexOfTheSameNameOnTheTable() {
        events.create(1);
        events.build(BY_VALUE, 1);
        IndexDefinition other =
                IndexDefinition.builder("by Value").columns("Id").build();
        assertThatThrownBy(() -> events.build(other, 1))
                .hasMessage(
                        "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": the schema has another"
                                + " relation of that name, which is not this index on this table. Choose another name, or drop or rename"
                                + " what has it.");
    }
}
