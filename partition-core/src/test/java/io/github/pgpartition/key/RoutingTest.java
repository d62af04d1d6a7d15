package io.github.pgpartition.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.PartitionedTable;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each expectation is where the server itself puts such a row, or what it finds. */
class RoutingTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final PartitionManager manager =
            PartitionManager.builder(db.dataSource()).build();

    @BeforeEach
    void reset() {
        db.execute("DROP SCHEMA IF EXISTS r CASCADE", "CREATE SCHEMA r");
    }

    private PartitionedTable table() {
        return manager.table("r.t");
    }

    private static void sql(String... statements) {
        db.execute(statements);
    }

    /** Where the server has put rows must be where the values of their key say that they go. */
    private void assertRowsAreWhere(List<List<@Nullable Object>> keys) {
        List<@Nullable String> actual =
                db.query("SELECT tableoid::regclass::text FROM r.t ORDER BY nr", row -> row.getString(1));
        List<String> said = keys.stream()
                .map(key -> table().partitionFor(key.toArray())
                        .map(p -> p.name().sql().replace("\"", ""))
                        .orElse("none"))
                .toList();
        assertThat(actual).isNotEmpty();
        assertThat(said).isEqualTo(actual);
    }

    @Test
    void hashKeysOfSeveralTypesGoWhereTheServerPutsThem() {
        sql("CREATE TABLE r.t (nr int, name varchar(40), id uuid, n numeric) PARTITION BY HASH (name, id, n)");
        for (int i = 0; i < 5; i++) {
            sql("CREATE TABLE r.t" + i + " PARTITION OF r.t FOR VALUES WITH (MODULUS 5, REMAINDER " + i + ")");
        }
        List<List<@Nullable Object>> keys = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = i % 7 == 0 ? null : "Größe '\" \\ " + i;
            UUID id = new UUID(i, 31L * i);
            sql("INSERT INTO r.t VALUES (" + i + ", " + (name == null ? "NULL" : "'" + name.replace("'", "''") + "'")
                    + ", '" + id + "', " + i + ".50)");
            keys.add(Arrays.asList(name, id, new java.math.BigDecimal(i + ".5")));
        }
        assertRowsAreWhere(keys);
    }

    @Test
    void rangeOfSeveralColumnsIsComparedAsARow() {
        sql(
                "CREATE TABLE r.t (nr serial, a int, b text COLLATE \"C\") PARTITION BY RANGE (a, b)",
                "CREATE TABLE r.low PARTITION OF r.t FOR VALUES FROM (MINVALUE, MINVALUE) TO (5, 'm')",
                "CREATE TABLE r.high PARTITION OF r.t FOR VALUES FROM (5, 'm') TO (10, MAXVALUE)",
                "CREATE TABLE r.rest PARTITION OF r.t DEFAULT",
                "INSERT INTO r.t (a, b) VALUES (-3, 'z'), (5, 'Z'), (5, 'm'), (10, 'zzz'), (11, ''), (NULL, 'a'), (1, NULL)");
        assertRowsAreWhere(List.of(
                List.of(-3, "z"),
                List.of(5, "Z"),
                List.of(5, "m"),
                List.of(10, "zzz"),
                List.of(11, ""),
                Arrays.asList(null, "a"),
                Arrays.asList(1, null)));
    }

    @Test
    void listTakesNullAndEnums() {
        sql(
                "CREATE TYPE r.mood AS ENUM ('sad', 'ok', 'happy')",
                "CREATE TABLE r.t (nr serial, m r.mood) PARTITION BY LIST (m)",
                "CREATE TABLE r.down PARTITION OF r.t FOR VALUES IN ('sad', NULL)",
                "CREATE TABLE r.up PARTITION OF r.t FOR VALUES IN ('happy')",
                "INSERT INTO r.t (m) VALUES ('sad'), (NULL), ('happy')");
        assertRowsAreWhere(List.of(List.of("sad"), Arrays.asList((Object) null), List.of("happy")));
        assertThat(table().partitionFor("ok")).isEmpty();
        assertThat(selected(table().keyIn(Arrays.asList("sad", null)))).isEqualTo("{1,2}");
        assertThat(selected(table().keyIn(List.of()))).isNull();
        assertThat(selected(table().keyEquals((Object) null))).isEqualTo("{2}");
        assertThat(selected(table().keyEquals("happy"))).isEqualTo("{3}");
    }

    /** The session of this database is 13:45 ahead of UTC. */
    @Test
    void timesNeverDependOnTheSession() {
        sql(
                "CREATE TABLE r.t (nr serial, at timestamptz) PARTITION BY RANGE (at)",
                "CREATE TABLE r.d1 PARTITION OF r.t FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-03-02 00:00+00')",
                "CREATE TABLE r.d2 PARTITION OF r.t FOR VALUES FROM ('2026-03-02 00:00+00') TO ('2026-03-03 00:00+00')");
        List<Object> all = List.of(
                Instant.parse("2026-03-02T00:00:00Z"),
                LocalDate.parse("2026-03-02"),
                LocalDateTime.parse("2026-03-02T23:59:59"),
                OffsetDateTime.parse("2026-03-02T01:00:00+01:00"),
                java.sql.Timestamp.from(Instant.parse("2026-03-02T10:00:00Z")),
                "2026-03-02",
                "2026-03-02 02:00+02");
        for (Object value : all) {
            assertThat(table().partitionFor(value))
                    .map(p -> p.name().name().value())
                    .contains("d2");
        }
        assertThat(table().partitionFor("2026-03-01 23:59"))
                .map(p -> p.name().name().value())
                .contains("d1");
        sql("INSERT INTO r.t (at) VALUES ('2026-03-01 23:59+00'), ('2026-03-02 00:00+00'), ('2026-03-02 23:59+00')");
        assertThat(selected(table().keyBetween("2026-03-02", LocalDate.parse("2026-03-03"))))
                .isEqualTo("{2,3}");
        assertThat(selected(table().keyEquals(Instant.parse("2026-03-02T00:00:00Z"))))
                .isEqualTo("{2}");
        assertThatThrownBy(() -> table().partitionFor("2 March 2026"))
                .hasMessage("Cannot use '2 March 2026' as the value of a key: it is a time without an offset, and not"
                        + " in ISO form. Add its offset.");
        assertThatThrownBy(() -> table().partitionFor(new Object[] {List.of()}))
                .hasMessageStartingWith("Cannot use a value of java.util.");
    }

    @Test
    void subPartitionsTakeTheValuesOfTheirKeys() {
        sql(
                "CREATE TABLE r.t (nr serial, at date, region text, id int) PARTITION BY RANGE (at)",
                "CREATE TABLE r.m PARTITION OF r.t FOR VALUES FROM ('2026-03-01') TO ('2026-04-01') PARTITION BY LIST (region)",
                "CREATE TABLE r.eu PARTITION OF r.m FOR VALUES IN ('eu') PARTITION BY HASH (id)",
                "CREATE TABLE r.eu0 PARTITION OF r.eu FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE r.eu1 PARTITION OF r.eu FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "CREATE TABLE r.other PARTITION OF r.m DEFAULT",
                "INSERT INTO r.t (at, region, id) VALUES ('2026-03-05', 'eu', 1), ('2026-03-05', 'eu', 2), ('2026-03-31', 'us', 3)");
        LocalDate day = LocalDate.parse("2026-03-05");
        assertRowsAreWhere(
                List.of(List.of(day, "eu", 1), List.of(day, "eu", 2), List.of(LocalDate.parse("2026-03-31"), "us")));
        assertThat(table().partitionForRow(Map.of("at", day, "region", "us")))
                .map(Partition::isLeaf)
                .contains(true);
        assertThatThrownBy(() -> table().partitionFor(day))
                .hasMessage(
                        "Cannot find the partition of a row of \"r\".\"t\": the key of \"r\".\"m\" needs \"region\"."
                                + " Give values for its key, and for the keys of sub-partitions after them.");
        assertThatThrownBy(() -> table().partitionFor(LocalDate.parse("2026-03-31"), "us", 3))
                .hasMessage(
                        "Cannot find the partition of a row of \"r\".\"t\": 1 of 3 values are too many. Give those of"
                                + " its key, and of the keys below it.");
        assertThatThrownBy(() -> table().partitionForRow(Map.of("at", day)))
                .hasMessage("Cannot find the partition of a row of \"r\".\"t\": the key of \"r\".\"m\" needs column"
                        + " \"region\". Give its value, too.");
        assertThatThrownBy(() -> table().partitionForRow(Map.of("when", day)))
                .hasMessage("Cannot find the partition of a row of \"r\".\"t\": it has no column \"when\". Correct the"
                        + " name; one with capitals needs double quotes.");
    }

    @Test
    void expressionIsWorkedOutByTheServer() {
        sql(
                "CREATE TABLE r.t (nr serial, name text, at timestamp) PARTITION BY RANGE (lower(name), (at::date))",
                "CREATE TABLE r.a PARTITION OF r.t FOR VALUES FROM ('a', MINVALUE) TO ('n', MINVALUE)",
                "CREATE TABLE r.n PARTITION OF r.t FOR VALUES FROM ('n', MINVALUE) TO ('zz', MAXVALUE)",
                "INSERT INTO r.t (name, at) VALUES ('Anna', '2026-03-01 10:00'), ('NORA', '2026-03-02 11:00'), ('nora', '2026-03-02 12:00')");
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("name", "NORA");
        row.put("at", LocalDateTime.parse("2026-03-02T11:00:00"));
        assertThat(table().partitionForRow(row)).map(p -> p.name().sql()).isEqualTo(Optional.of("\"r\".\"n\""));
        assertThatThrownBy(() -> table().partitionFor("nora", LocalDate.parse("2026-03-02")))
                .hasMessage(
                        "Cannot find the partition of a row of \"r\".\"t\": the key of \"r\".\"t\" has the expression"
                                + " lower(name). Ask by the columns of the row, with partitionForRow.");
        assertThat(selected(table().keyEquals("nora", LocalDate.parse("2026-03-02"))))
                .isEqualTo("{2,3}");
        assertThat(selected(table().keyBetween(List.of("anna", "2026-01-01"), List.of("nora", "2026-03-02"))))
                .isEqualTo("{1}");
    }

    /** pg_party compares each column by itself, and misses a row such as (5, 100). */
    @Test
    void keyOfSeveralColumnsIsComparedAsARowAndPrunes() {
        sql(
                "CREATE TABLE r.t (nr serial, a int, b int) PARTITION BY RANGE (a, b)",
                "CREATE TABLE r.p0 PARTITION OF r.t FOR VALUES FROM (0, 0) TO (10, 10)",
                "CREATE TABLE r.p1 PARTITION OF r.t FOR VALUES FROM (10, 10) TO (20, 20)",
                "CREATE TABLE r.p2 PARTITION OF r.t FOR VALUES FROM (20, 20) TO (30, 30)",
                "INSERT INTO r.t (a, b) VALUES (5, 100), (0, 0), (10, 9), (10, 10), (15, 5)");
        KeyCondition first = table().keyBetween(List.of(0, 0), List.of(10, 10));
        assertThat(selected(first)).isEqualTo("{1,2,3}");
        assertThat(explained(first)).contains("p0").contains("p1").doesNotContain("p2");
        assertThat(selected(table().keyIn(List.of(List.of(5, 100), List.of(15, 5)))))
                .isEqualTo("{1,5}");
        KeyCondition one = table().keyEquals(15, 5);
        assertThat(one.sql())
                .isEqualTo(
                        "((\"a\" OPERATOR(pg_catalog.=) CAST(? AS pg_catalog.int4)) AND (\"b\" OPERATOR(pg_catalog.=)"
                                + " CAST(? AS pg_catalog.int4)))");
        assertThat(explained(one)).contains("p1").doesNotContain("p0").doesNotContain("p2");
        assertThatThrownBy(() -> table().keyEquals(15))
                .hasMessage("Cannot write a condition over the key of \"r\".\"t\": its key has 2 parts, and 1 value was"
                        + " given. Give a value for each part, in the order of the key, several as a List.");
    }

    /** Not through partitionFor alone: the driver takes a question mark of the key for a parameter of ours. */
    @Test
    void questionMarkOfTheKeyIsAnOperator() {
        sql(
                "CREATE TABLE r.t (nr serial, doc jsonb, \"a?\" int) PARTITION BY LIST ((doc ? 'a?'))",
                "CREATE TABLE r.yes PARTITION OF r.t FOR VALUES IN (true) PARTITION BY RANGE (\"a?\")",
                "CREATE TABLE r.one PARTITION OF r.yes FOR VALUES FROM (1) TO (2)",
                "CREATE TABLE r.no PARTITION OF r.t FOR VALUES IN (false)",
                "INSERT INTO r.t (doc, \"a?\") VALUES ('{\"a?\": 1}', 1), ('{}', 1)");
        assertThat(table().partitionForRow(Map.of("doc", "{\"a?\": 1}", "\"a?\"", 1)))
                .map(p -> p.name().sql())
                .contains("\"r\".\"one\"");
        assertThat(selected(table().keyEquals(true))).isEqualTo("{1}");
        assertThat(selected(table().keyIn(List.of(false)))).isEqualTo("{2}");
        assertThatThrownBy(() -> table().partitionForRow(Map.of("nr", 1)))
                .hasMessageStartingWith(
                        "Cannot find the partition of a row of \"r\".\"t\": ERROR: column \"doc\" does" + " not exist")
                .hasMessageContaining("A key has an expression over that column: give its value, too.");
    }

    @Test
    void domainThatRefusesNullIsInNobodysWay() {
        sql(
                "CREATE DOMAIN r.given AS text NOT NULL COLLATE \"C\" CHECK (VALUE <> '')",
                "CREATE TABLE r.t (nr serial, name r.given, k r.given) PARTITION BY RANGE (k)",
                "CREATE TABLE r.upper PARTITION OF r.t FOR VALUES FROM ('A') TO ('a')",
                "CREATE TABLE r.lower PARTITION OF r.t FOR VALUES FROM ('a') TO ('zz')",
                "INSERT INTO r.t (name, k) VALUES ('x', 'B'), ('x', 'b')");
        assertRowsAreWhere(List.of(List.of("B"), List.of("b")));
        assertThat(selected(table().keyEquals("b"))).isEqualTo("{2}");
        assertThatThrownBy(() -> table().partitionFor(""))
                .hasMessageStartingWith(
                        "Cannot find the partition of a row of \"r\".\"t\": ERROR: value for domain"
                                + " r.given violates check constraint \"given_check\". Give values as their columns take them.");
    }

    @Test
    void columnWithACollationOrOperatorClassOfItsOwnIsNoExpression() {
        sql(
                "CREATE TABLE r.t (nr serial, \"K\" text, at varchar(3)) PARTITION BY RANGE (\"K\" COLLATE \"C\", at text_pattern_ops)",
                "CREATE TABLE r.upper PARTITION OF r.t FOR VALUES FROM ('A', 'A') TO ('a', 'a')",
                "CREATE TABLE r.lower PARTITION OF r.t FOR VALUES FROM ('a', 'a') TO ('b', 'x')",
                "INSERT INTO r.t (\"K\", at) VALUES ('B', 'x'), ('a', 'B'), ('b', 'B')");
        assertRowsAreWhere(List.of(List.of("B", "x"), List.of("a", "B"), List.of("b", "B")));
    }

    @Test
    void jsonIsReadAsAValueOfItsType() {
        sql(
                "CREATE TABLE r.t (nr serial, k jsonb) PARTITION BY LIST (k)",
                "CREATE TABLE r.a PARTITION OF r.t FOR VALUES IN ('{\"a\": [1, 2]}')",
                "CREATE TABLE r.b PARTITION OF r.t FOR VALUES IN ('\"text\"')",
                "INSERT INTO r.t (k) VALUES ('{\"a\":[1,2]}'), ('\"text\"')");
        assertRowsAreWhere(List.of(List.of("{\"a\":[1,2]}"), List.of("\"text\"")));
    }

    @Test
    void nullWithoutACastAndTimesOfTheDayAreValues() {
        sql(
                "CREATE TABLE r.t (nr serial, k time) PARTITION BY LIST (k)",
                "CREATE TABLE r.a PARTITION OF r.t FOR VALUES IN ('10:00', NULL)",
                "INSERT INTO r.t (k) VALUES (NULL), ('10:00')");
        @Nullable Object @Nullable [] none = null;
        assertThat(table().partitionFor(none)).isPresent();
        assertThat(selected(table().keyEquals(none))).isEqualTo("{1}");
        assertThat(table().partitionFor(LocalTime.of(10, 0))).isPresent();
        assertThat(selected(table().keyEquals(LocalTime.of(10, 0)))).isEqualTo("{2}");
        sql(
                "CREATE TABLE r.s (at timestamptz) PARTITION BY RANGE (at)",
                "CREATE TABLE r.p PARTITION OF r.s FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-03-02 00:00+00')");
        Instant last = Instant.parse("2026-03-01T23:59:59Z");
        assertThat(manager.table("r.s").partitionFor(Date.from(last))).isPresent();
        assertThat(manager.table("r.s").partitionFor(Date.from(last.plusSeconds(1))))
                .isEmpty();
    }

    @Test
    void partitionOfSeveralColumnsIsMadeAdHoc() {
        sql("CREATE TABLE r.t (nr serial, tenant text, at timestamptz) PARTITION BY RANGE (tenant, at)");
        Partition made =
                table().createPartition("a", RangeBounds.of(List.of("a", "2035-01-01"), List.of("a", "2036-01-01")));
        assertThat(made.bounds().sql())
                .isEqualTo("FOR VALUES FROM ('a','2035-01-01 00:00:00+00') TO ('a','2036-01-01 00:00:00+00')");
    }

    @Test
    void hashKeyHasNoOrder() {
        sql("CREATE TABLE r.t (nr int, id int) PARTITION BY HASH (id)");
        assertThatThrownBy(() -> table().keyBetween(1, 2))
                .hasMessage(
                        "Cannot write a condition over the key of \"r\".\"t\": a hash key has no order. Ask for single"
                                + " keys, with keyEquals or keyIn.");
        assertThat(table().partitionFor(1)).isEmpty();
    }

    @Test
    void leafIsFoundWhileOthersReadAndWrite() {
        sql(
                "CREATE TABLE r.t (nr int, id int) PARTITION BY RANGE (id)",
                "CREATE TABLE r.p PARTITION OF r.t FOR VALUES FROM (0) TO (10)");
        try (var other = db.session("LOCK TABLE r.t IN SHARE ROW EXCLUSIVE MODE")) {
            assertThat(table().partitionFor(1)).isPresent();
        }
    }

    private @Nullable String selected(KeyCondition condition) {
        return run("SELECT array_agg(nr ORDER BY nr) FROM r.t WHERE " + condition.sql(), condition);
    }

    private @Nullable String explained(KeyCondition condition) {
        return run("EXPLAIN (COSTS OFF, FORMAT JSON) SELECT FROM r.t WHERE " + condition.sql(), condition);
    }

    private static @Nullable String run(String sql, KeyCondition condition) {
        return db.run(sql, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                assertThat(condition.bind(statement, 1))
                        .isEqualTo(condition.parameters().size() + 1);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
    }
}
