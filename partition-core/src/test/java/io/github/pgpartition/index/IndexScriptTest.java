package io.github.pgpartition.index;

import static io.github.pgpartition.index.EventsTable.BY_VALUE;
import static io.github.pgpartition.index.EventsTable.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.testkit.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IndexScriptTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsTable events = new EventsTable(db);

    private static PartitionedTable read() {
        return db.run(
                "read", connection -> new CatalogReader(connection).table(TABLE).orElseThrow());
    }

    @Test
    void isWhatARunDoes() {
        events.create(2);
        IndexScript script = IndexScript.of(read(), BY_VALUE, true);
        String index = "\"App data\".\"by Value\"";
        String first = EventsTable.indexOn(0).sql();
        String second = EventsTable.indexOn(1).sql();
        assertThat(script.statements())
                .extracting(SqlStatement::text)
                .containsExactly(
                        "CREATE INDEX \"by Value\" ON ONLY \"App data\".\"Events\" (\"Value\")",
                        "CREATE INDEX CONCURRENTLY " + first + " ON \"App data\".\"Events 0\" (\"Value\")",
                        "ALTER INDEX " + index + " ATTACH PARTITION \"App data\"." + first,
                        "CREATE INDEX CONCURRENTLY " + second + " ON \"App data\".\"Events 1\" (\"Value\")",
                        "ALTER INDEX " + index + " ATTACH PARTITION \"App data\"." + second);
        assertThat(script.comment())
                .isEqualTo(
                        "For the 2 partitions of \"App data\".\"Events\" known now. A partition made later gets the index by"
                                + " itself; one whose index exists already gets that attached.");
    }

    @Test
    void makesTheSameIndexesAsARun() {
        events.create(2);
        addTree();
        IndexScript.of(read(), BY_VALUE, true).statements().forEach(statement -> db.execute(statement.text()));
        var byScript = events.indexes();
        assertThat(byScript).hasSize(6).noneMatch(i -> i.contains(","));
        events.create(2);
        addTree();
        events.build(BY_VALUE, 2);
        assertThat(events.indexes()).isEqualTo(byScript);
    }

    private static void addTree() {
        db.execute(
                """
                CREATE TABLE "App data"."Late" PARTITION OF "App data"."Events" FOR VALUES FROM (5000000) TO (9000000)
                PARTITION BY RANGE ("Id")""",
                "CREATE TABLE \"App data\".\"Late 5\" PARTITION OF \"App data\".\"Late\" FOR VALUES FROM (5000000) TO (6000000)",
                "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
                "CREATE SERVER IF NOT EXISTS elsewhere FOREIGN DATA WRAPPER postgres_fdw",
                """
                CREATE FOREIGN TABLE "App data"."Late 6" PARTITION OF "App data"."Late"
                FOR VALUES FROM (6000000) TO (7000000) SERVER elsewhere""",
                "CREATE TABLE \"App data\".\"Late 7\" PARTITION OF \"App data\".\"Late\" FOR VALUES FROM (7000000) TO (8000000)");
    }
}
