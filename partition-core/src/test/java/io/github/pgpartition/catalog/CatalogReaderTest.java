package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {

    private static final QualifiedName EVENTS = QualifiedName.of("App data", "Events");
    private static final QualifiedName OTHER = QualifiedName.of("other", "Events");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void tables() {
        db.execute("""
                CREATE SCHEMA "App data";
                CREATE SCHEMA other;
                CREATE TABLE "App data"."Events" ("At" date, "Region" text, id int) PARTITION BY RANGE ("At");
                CREATE TABLE other."Events" (id int) PARTITION BY LIST (id);
                CREATE TABLE other.one PARTITION OF other."Events" FOR VALUES IN (1);
                CREATE TABLE "App data"."Plain" (id int);
                CREATE TABLE "App data"."Y26" PARTITION OF "App data"."Events" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
                    PARTITION BY LIST ("Region");
                CREATE TABLE "App data"."Y25" PARTITION OF "App data"."Events" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
                CREATE TABLE other."Eu" PARTITION OF "App data"."Y26" FOR VALUES IN ('eu') PARTITION BY HASH (id);
                CREATE TABLE other."Eu 0" PARTITION OF other."Eu" FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE other."Eu 1" PARTITION OF other."Eu" FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE other."Else" PARTITION OF "App data"."Y26" DEFAULT;
                """);
    }

    private static Optional<PartitionedTable> table(QualifiedName name) {
        return db.run("reading", connection -> new CatalogReader(connection).table(name));
    }

    @Test
    void readsTreeOfThreeLevelsInTheOrderOfNames() {
        PartitionedTable events = table(EVENTS).orElseThrow();
        assertThat(events.allPartitions().map(Partition::name))
                .containsExactly(
                        QualifiedName.of("App data", "Y25"),
                        QualifiedName.of("App data", "Y26"),
                        QualifiedName.of("other", "Else"),
                        QualifiedName.of("other", "Eu"),
                        QualifiedName.of("other", "Eu 0"),
                        QualifiedName.of("other", "Eu 1"));
        assertThat(events.leaves().map(p -> p.bounds().sql()))
                .containsExactly(
                        "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                        "DEFAULT",
                        "FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                        "FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
        PartitionedTable year = events.partitions().get(1).partitioned().orElseThrow();
        assertThat(year.key()).isEqualTo(PartitionKey.columns(PartitionStrategy.LIST, "Region"));
        assertThat(year.keyTypes()).containsExactly("text");
        assertThat(year.defaultPartition().orElseThrow().name()).isEqualTo(QualifiedName.of("other", "Else"));
        assertThat(events.defaultPartition()).isEmpty();
    }

    @Test
    void readsManyTablesInOneStatement() {
        List<String> statements = new ArrayList<>();
        List<PartitionedTable> tables = db.run("reading", connection -> {
            Connection counting = (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().endsWith("Statement")) {
                            statements.add(method.getName());
                        }
                        return method.invoke(connection, arguments);
                    });
            return new CatalogReader(counting)
                    .tables(List.of(OTHER, QualifiedName.of("App data", "nothing"), EVENTS, OTHER));
        });
        assertThat(statements).containsExactly("prepareStatement");
        assertThat(tables).extracting(PartitionedTable::name).containsExactly(OTHER, EVENTS, OTHER);
        assertThat(tables.get(0)).isEqualTo(tables.get(2));
    }

    @Test
    void sameNameInTwoSchemasIsTwoTables() {
        assertThat(table(OTHER).orElseThrow().partitions())
                .extracting(Partition::bounds)
                .containsExactly(ListBounds.of("1"));
        assertThat(table(EVENTS).orElseThrow().partitions()).hasSize(2);
        assertThat(db.<Optional<QualifiedName>>run("by search_path", connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("SET search_path = other, \"App data\"");
                    }
                    return new CatalogReader(connection)
                            .table(QualifiedName.of("Events"))
                            .map(PartitionedTable::name);
                }))
                .contains(OTHER);
    }

    @Test
    void whatIsNotPartitionedIsNotFound() {
        assertThat(table(QualifiedName.of("App data", "Plain"))).isEmpty();
        assertThat(table(QualifiedName.of("App data", "Y25"))).isEmpty();
        assertThat(table(QualifiedName.of("App data", "nothing"))).isEmpty();
        assertThat(table(QualifiedName.of("no schema", "nothing"))).isEmpty();
    }

    @Test
    void readsSubPartitionedTableByItself() {
        assertThat(table(QualifiedName.of("other", "Eu")).orElseThrow().partitions())
                .hasSize(2);
    }

    @Test
    void readsByOidAndLeavesOutWhatIsGone() {
        long oid = db.queryLong("SELECT 'other.\"Events\"'::regclass::oid");
        assertThat(db.<List<PartitionedTable>>run(
                        "reading",
                        connection -> new CatalogReader(connection).tablesByOid(List.of(4_000_000_000L, oid))))
                .singleElement()
                .satisfies(t -> assertThat(t.oid()).isEqualTo(oid))
                .satisfies(t -> assertThat(t.name()).isEqualTo(OTHER));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # key                              | SQL                                                | types
            RANGE (at)                         | PARTITION BY RANGE ("at")                          | timestamp with time zone
            RANGE (at, id)                     | PARTITION BY RANGE ("at", "id")                    | timestamp with time zone, integer
            RANGE ("A, (B")                    | PARTITION BY RANGE ("A, (B")                       | text
            LIST (lower("A, (B"))              | PARTITION BY LIST (lower("A, (B"))                 | text
            RANGE ((id % 10), at)              | PARTITION BY RANGE (((id % 10)), "at")             | integer, timestamp with time zone
            RANGE ("A, (B" COLLATE "C", id)    | PARTITION BY RANGE ("A, (B" COLLATE "C", "id")     | text, integer
            RANGE ("A, (B" text_pattern_ops)   | PARTITION BY RANGE ("A, (B" text_pattern_ops)      | text
            HASH (id, at)                      | PARTITION BY HASH ("id", "at")                     | integer, timestamp with time zone
            """)
    void readsKeyAsTheServerHasIt(String key, String sql, String types) {
        db.execute(
                "DROP TABLE IF EXISTS \"App data\".keyed",
                "CREATE TABLE \"App data\".keyed (at timestamptz, id int, \"A, (B\" text) PARTITION BY " + key);
        PartitionedTable keyed = table(QualifiedName.of("App data", "keyed")).orElseThrow();
        assertThat(keyed.key().sql()).isEqualTo(sql);
        assertThat(String.join(", ", keyed.keyTypes())).isEqualTo(types);
        assertThat(keyed.strategy().name()).isEqualTo(key.substring(0, key.indexOf(' ')));
    }

    @Test
    void knowsRowsOnceTheyAreAnalyzed() {
        db.execute(
                "CREATE TABLE \"App data\".counted (id int) PARTITION BY LIST (id)",
                "CREATE TABLE \"App data\".c1 PARTITION OF \"App data\".counted FOR VALUES IN (1)",
                "INSERT INTO \"App data\".counted SELECT 1 FROM generate_series(1, 100)");
        QualifiedName counted = QualifiedName.of("App data", "counted");
        assertThat(table(counted).orElseThrow().partitions().get(0).estimatedRows())
                .isEqualTo(-1);
        db.execute("ANALYZE \"App data\".counted");
        assertThat(table(counted).orElseThrow().partitions().get(0).estimatedRows())
                .isEqualTo(100);
    }

    @Test
    void knowsForeignTables() {
        assumeTrue(
                db.queryLong("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") == 1,
                "this server has no postgres_fdw");
        db.execute("""
                CREATE EXTENSION postgres_fdw;
                CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
                CREATE FOREIGN TABLE other.two PARTITION OF other."Events" FOR VALUES IN (2) SERVER far;
                """);
        assertThat(table(OTHER).orElseThrow().partitions())
                .extracting(p -> p.name().name() + " " + p.foreign())
                .containsExactly("\"one\" false", "\"two\" true");
        db.execute("DROP EXTENSION postgres_fdw CASCADE");
    }

    @Test
    void columnsKeepTheirNamesAsTheyAre() {
        assertThat(table(EVENTS).orElseThrow().key().parts())
                .containsExactly(new PartitionKey.Column(Identifier.of("At")));
    }
}
