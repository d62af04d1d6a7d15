package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static io.github.pgpartition.index.EventsTable.indexOn;
import static io.github.pgpartition.index.EventsTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.operation.IndexColumn;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index on every partition, whatever CREATE INDEX offers. */
class IndexBuildTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void buildsOnEveryPartition(int threads) {
        events.create(3);
        IndexBuildReport report = events.build(BY_VALUE, threads);
        assertThat(events.indexes())
                .containsExactly(
                        "by Value on Events",
                        indexOn(0).value() + " on Events 0",
                        indexOn(1).value() + " on Events 1",
                        indexOn(2).value() + " on Events 2");
        assertThat(report.built()).containsExactlyInAnyOrder(partition(0), partition(1), partition(2));
        assertThat(report.attached()).isEmpty();
        assertThat(report.messages()).isEmpty();
    }

    @Test
    void isOneCallOfTheManager() {
        events.create(2);
        PartitionManager manager = PartitionManager.builder(db.dataSource()).build();
        manager.addIndexOnAllPartitions("\"App data\".\"Events\"", BY_VALUE, 2);
        assertThat(events.isValid("by Value")).isTrue();
        manager.dropIndexOnAllPartitions("\"App data\".\"Events\"", "\"by Value\"");
        assertThat(events.indexes()).isEmpty();
    }

    @Test
    void isValidOnATableWithoutPartitions() {
        events.create(0);
        events.build(BY_VALUE, 2);
        assertThat(events.indexes()).containsExactly("by Value on Events");
    }

    @Test
    void buildsBelowSubPartitionedTables() {
        events.create(1);
        db.execute(
                """
                CREATE TABLE "App data"."Late" PARTITION OF "App data"."Events" FOR VALUES FROM (5000000) TO (9000000)
                PARTITION BY LIST ("Value")""",
                "CREATE TABLE \"App data\".\"Late 1\" PARTITION OF \"App data\".\"Late\" FOR VALUES IN (1)",
                "CREATE TABLE \"App data\".\"Late 2\" PARTITION OF \"App data\".\"Late\" FOR VALUES IN (2)");
        IndexBuildReport report = events.build(BY_VALUE, 2);
        assertThat(report.built()).hasSize(3);
        assertThat(events.indexes()).hasSize(5).noneMatch(i -> i.contains(","));
    }

    @Test
    void takesAllThatCreateIndexOffers() {
        assumeThat(db.serverVersion()).isGreaterThanOrEqualTo(15);
        events.create(2);
        db.execute("SET allow_in_place_tablespaces = on", "CREATE TABLESPACE \"" + db.name() + "\" LOCATION ''");
        events.build(
                IndexDefinition.builder("all of it")
                        .unique(true)
                        .using(Identifier.of("btree"))
                        .column(IndexColumn.of("Name")
                                .withCollation("\"C\"")
                                .withOperatorClass("text_pattern_ops")
                                .withDescending(true)
                                .withNullsFirst(false))
                        .columns("Id")
                        .include("Value")
                        .nullsNotDistinct(true)
                        .storageParameter(Identifier.of("fillfactor"), "70")
                        .tablespace(Identifier.of(db.name()))
                        .where("\"Value\" IS NOT NULL")
                        .build(),
                2);
        assertThat(db.queryString("SELECT pg_get_indexdef('\"App data\".\"all of it\"'::regclass)"))
                .isEqualTo("CREATE UNIQUE INDEX \"all of it\" ON ONLY \"App data\".\"Events\" USING btree"
                        + " (\"Name\" COLLATE \"C\" text_pattern_ops DESC NULLS LAST, \"Id\") INCLUDE (\"Value\")"
                        + " NULLS NOT DISTINCT WITH (fillfactor='70') WHERE (\"Value\" IS NOT NULL)");
        assertThat(events.indexes()).hasSize(3).noneMatch(i -> i.contains(","));
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE t.spcname = ?",
                        db.name()))
                .isEqualTo(3);
        db.execute("DROP INDEX \"App data\".\"all of it\"", "DROP TABLESPACE \"" + db.name() + "\"");
    }

    @Test
    void refusesNullsNotDistinctBeforeTheServerKnewIt() {
        assumeThat(db.serverVersion()).isLessThan(15);
        events.create(1);
        assertThatThrownBy(() -> events.build(
                        IndexDefinition.builder("i")
                                .columns("Id")
                                .unique(true)
                                .nullsNotDistinct(true)
                                .build(),
                        1))
                .hasMessage(
                        "Cannot add index \"i\" to all partitions of \"App data\".\"Events\": NULLS NOT DISTINCT came with"
                                + " PostgreSQL 15, and this is " + db.serverVersion()
                                + ". Leave it out, or upgrade the server.");
    }

    @Test
    void cutsNamesByBytes() {
        events.create(2);
        String name = "é".repeat(31);
        events.build(IndexDefinition.builder(name).columns("Value").build(), 2);
        assertThat(events.isValid(name)).isTrue();
        assertThat(events.indexes()).hasSize(3).allMatch(i -> i.startsWith("é".repeat(20)));
    }

    @Test
    void buildsBlockingWritersWhereThatIsWanted() {
        events.create(2);
        new IndexBuilder(
                        ConnectionSource.of(db.dataSource()),
                        EventsTable.options(2).concurrently(false).build())
                .build(TABLE, BY_VALUE);
        assertThat(events.isValid("by Value")).isTrue();
    }

    @Test
    void isRefusedInATransaction() throws SQLException {
        events.create(1);
        try (Connection connection = db.connect()) {
            connection.setAutoCommit(false);
            IndexBuilder builder = new IndexBuilder(ConnectionSource.of(connection), IndexBuildOptions.DEFAULT);
            assertThatThrownBy(() -> builder.build(TABLE, BY_VALUE))
                    .isInstanceOf(PartitioningException.class)
                    .hasMessage(
                            "Cannot add index \"by Value\" to all partitions of \"App data\".\"Events\": it takes several"
                                    + " transactions, and the connection is in one. Run it outside a transaction, on a connection in"
                                    + " autocommit.");
        }
    }

    @Test
    void leavesTheSessionAsItWas() throws SQLException {
        events.create(2);
        try (Connection connection = db.connect()) {
            connection.createStatement().execute("SET lock_timeout = '3s'; SET statement_timeout = '4s'");
            new IndexBuilder(
                            ConnectionSource.of(connection),
                            EventsTable.options(1)
                                    .settings(Map.of("maintenance_work_mem", "32MB"))
                                    .build())
                    .build(TABLE, BY_VALUE);
            try (var row = connection
                    .createStatement()
                    .executeQuery("SELECT current_setting('lock_timeout') || current_setting('statement_timeout')"
                            + " || current_setting('maintenance_work_mem'), (SELECT count(*) FROM pg_locks"
                            + " WHERE locktype = 'advisory' AND pid = pg_backend_pid())")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("3s4s64MB");
                assertThat(row.getInt(2)).isZero();
            }
        }
    }
}
