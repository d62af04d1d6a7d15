package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexDropTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @Test
    void dropsWhatAnUnfinishedBuildLeftToo() {
        events.create(3);
        db.execute("INSERT INTO \"App data\".\"Events 2\" VALUES (2000001, 1)");
        assertThatThrownBy(() -> events.build(UNIQUE, 1)).hasMessageContaining("SQLSTATE 23505");
        events.addPartition(3, 1);
        db.execute(
                "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Events 0\"",
                "CREATE INDEX mine ON \"App data\".\"Events 1\" (\"Value\", \"Id\")",
                new CreateIndex(EventsTable.partition(2), EventsTable.indexOn(2), BY_VALUE, IndexMode.PLAIN).sql());
        events.builder(1).drop(TABLE, BY_VALUE.name());
        assertThat(events.indexes())
                .containsExactly(
                        EventsTable.indexOn(0).value() + " on Events 0",
                        "mine on Events 1, not attached",
                        EventsTable.indexOn(2).value() + " on Events 2, not attached");
    }

    @Test
    void dropsItsIndexThatWasBuiltAndNotYetAttached() {
        events.create(2);
        db.execute(
                new CreateIndex(TABLE, BY_VALUE.name(), BY_VALUE, IndexMode.ON_ONLY).sql(),
                new CreateIndex(EventsTable.partition(1), EventsTable.indexOn(1), BY_VALUE, IndexMode.PLAIN).sql());
        events.builder(1).drop(TABLE, BY_VALUE.name());
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void isPartOfATransactionThatIsOpen() throws SQLException {
        events.create(2);
        events.build(BY_VALUE, 1);
        try (Connection connection = db.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '4s'");
            new IndexBuilder(ConnectionSource.of(connection), IndexBuildOptions.DEFAULT).drop(TABLE, BY_VALUE.name());
            try (ResultSet row = statement.executeQuery(
                    "SELECT current_setting('lock_timeout') || current_setting('statement_timeout')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("3s4s");
            }
            connection.rollback();
            assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
            new IndexBuilder(ConnectionSource.of(connection), IndexBuildOptions.DEFAULT).drop(TABLE, BY_VALUE.name());
            connection.commit();
        }
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void leavesATransactionUsableWhereTheLockIsNotToBeHad() throws SQLException {
        events.create(2);
        events.build(BY_VALUE, 1);
        try (Connection connection = db.connect();
                Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events 1\"")) {
            connection.setAutoCommit(false);
            IndexBuilder builder = new IndexBuilder(
                    ConnectionSource.of(connection),
                    IndexBuildOptions.builder()
                            .locks(new LockPolicy(Duration.ofMillis(50), 1))
                            .build());
            assertThatThrownBy(() -> builder.drop(TABLE, BY_VALUE.name()))
                    .hasMessageStartingWith(
                            "Cannot drop index \"App data\".\"by Value\": 2 attempts of 50 ms did not get the"
                                    + " lock; in the way: pid " + reader.pid());
            reader.close();
            builder.drop(TABLE, BY_VALUE.name());
            connection.commit();
        }
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void isNotTriedAgainWhileOthersWaitForWhatTheTransactionHasLocked() throws SQLException {
        events.create(2);
        events.build(BY_VALUE, 1);
        db.execute("CREATE TABLE \"App data\".others ()");
        try (Connection connection = db.connect();
                Statement statement = connection.createStatement();
                Session reader = db.session("SELECT count(*) FROM \"App data\".\"Events 1\"")) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE \"App data\".others");
            assertThatThrownBy(() -> new IndexBuilder(
                                    ConnectionSource.of(connection),
                                    EventsTable.options(1).build())
                            .drop(TABLE, BY_VALUE.name()))
                    .hasMessageContaining("1 attempt of 200 ms did not get the lock; in the way: pid " + reader.pid());
            connection.rollback();
        }
    }

    @Test
    void refusesAnIndexThatTheTableDoesNotHave() {
        events.create(1);
        assertThatThrownBy(() -> events.builder(1).drop(TABLE, Identifier.of("No such")))
                .hasMessage(
                        "Cannot drop index \"No such\" of \"App data\".\"Events\": the table has no index of that name."
                                + " Correct the name of the table or the index.");
    }

    @Test
    void refusesATableThatIsNotPartitioned() {
        events.create(1);
        assertThatThrownBy(() -> events.builder(1).drop(EventsTable.partition(0), Identifier.of("i")))
                .hasMessage(
                        "Cannot drop index \"i\" of \"App data\".\"Events 0\": it is a partition of \"App data\".\"Events\","
                                + " and not partitioned itself. Name \"App data\".\"Events\".");
    }
}
