package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.SqlFailure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules about rows in pg_party's model specs, on the ten tables of its dummy schema: which rows have a place, what a new partition may
 * hold, and that a refused one leaves nothing behind.
 *
 * <p>Without a meaning here: primary_key, in_partition, partition_key_in, partition_key_eq, aliases and from("garbage"), which are about
 * ActiveRecord's relations; the cache of partitions.
 */
class RowCasesTest extends LiveCases {

    /**
     * @param columns  as SQL would have them; the first is an id
     * @param key      the key's attribute
     * @param bounds   of the partitions a and b
     * @param inside   keys that have a place
     * @param outside  keys that have none, nor do they after a free partition is added
     * @param free     bounds of a third partition
     * @param overlap  bounds that overlap one of the first two
     */
    private record Case(
            String name,
            String kind,
            String columns,
            String key,
            List<String> bounds,
            List<String> inside,
            List<String> outside,
            String free,
            String overlap) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "bigint_date_range",
                        "Range",
                        "created_at timestamp",
                        "partitionKeyExpression=\"(created_at::date)\"",
                        List.of(range("2026-03-01", "2026-03-02"), range("2026-03-02", "2026-03-03")),
                        List.of("'2026-03-01 00:00'", "'2026-03-01 23:59:59.999999'", "'2026-03-02 12:00'"),
                        List.of("'2026-02-20 12:00'", "'2026-02-28 23:59:59'"),
                        range("2026-03-03", "2026-03-04"),
                        range("2026-03-01", "2026-03-04")),
                new Case(
                        "bigint_month_range",
                        "Range",
                        "created_at timestamp",
                        "partitionKeyExpression=\"EXTRACT(YEAR FROM created_at), EXTRACT(MONTH FROM created_at)\"",
                        List.of(ranges("2026", "2026", "1", "2"), ranges("2026", "2026", "2", "3")),
                        List.of("'2026-01-31 23:59:59.999999'", "'2026-02-01'", "'2026-02-28 23:59:59'"),
                        List.of("'2025-12-31'", "'2027-01-15'"),
                        ranges("2026", "2026", "3", "4"),
                        ranges("2025", "2026", "12", "3")),
                new Case(
                        "bigint_custom_id_int_range",
                        "Range",
                        "some_int int, some_other_int int",
                        "partitionKey=\"some_int, some_other_int\"",
                        List.of(ranges("0", "10", "0", "10"), ranges("10", "20", "10", "20")),
                        List.of("1, 9", "0, 0", "9, 99", "10, 9", "10, 10", "19, 19", "20, 19"),
                        List.of("-1, 99", "30, 30"),
                        ranges("20", "30", "20", "30"),
                        ranges("19", "30", "19", "30")),
                new Case(
                        "uuid_string_range",
                        "Range",
                        "some_string text",
                        "partitionKey=\"some_string\"",
                        List.of(range("a", "l"), range("l", "z")),
                        List.of("'a'", "'c'", "'kz'", "'l'", "'x'"),
                        List.of("'z'", "'A'"),
                        range("0", "9"),
                        range("0", "b")),
                new Case(
                        "bigint_boolean_list",
                        "List",
                        "some_bool boolean",
                        "partitionKey=\"some_bool\"",
                        List.of(values("true"), values("false")),
                        List.of("true", "false"),
                        List.of(),
                        values("NULL"),
                        values("true")),
                new Case(
                        "bigint_custom_id_int_list",
                        "List",
                        "some_int int",
                        "partitionKey=\"some_int\"",
                        List.of(values("1, 2"), values("3..4")),
                        List.of("1", "4"),
                        List.of("0", "7", "NULL"),
                        values("5, 6"),
                        values("2, 3")),
                new Case(
                        "uuid_string_list",
                        "List",
                        "some_string text",
                        "partitionKey=\"some_string\"",
                        List.of(values("a, b"), values("c, d")),
                        List.of("'a'", "'d'"),
                        List.of("'g'", "'A'"),
                        values("e, f"),
                        values("b, c")),
                new Case(
                        "no_pk_substring_list",
                        "List",
                        "some_string text",
                        "partitionKeyExpression=\"LEFT(some_string, 1)\"",
                        List.of(values("a, b"), values("c, d")),
                        List.of("'a_foo'", "'d'"),
                        List.of("'g_foo'", "''"),
                        values("e, f"),
                        values("b, c")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rowsInsideHaveAPlaceAndRowsOutsideAreRefused(Case c) {
        create(c);
        c.inside().forEach(RowCasesTest::insert);
        assertThat(db.queryLong("SELECT count(*) FROM app.t"))
                .isEqualTo(c.inside().size());
        c.outside()
                .forEach(key -> assertThatThrownBy(() -> insert(key))
                        .isInstanceOf(SqlFailure.class)
                        .hasMessageContaining("no partition of relation \"t\" found for row"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void freePartitionIsAddedUnderItsOwnNameOrAGeneratedOne(Case c) {
        create(c);
        update(partition(c, "c", c.free()));
        assertThat(table("app.t").partitions()).containsExactly("a", "b", "c");
        db.execute("DROP TABLE app.c");
        update(partition(c, null, c.free()));
        assertThat(table("app.t").partitions()).hasSize(3).last().asString().matches("t_[0-9a-f]{7}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void overlapIsRefusedAndLeavesNoTable(Case c) {
        create(c);
        assertThatThrownBy(() -> update(partition(c, "c", c.overlap())))
                .hasMessageContaining("would overlap partition");
        assertThat(table("app.c").exists()).isFalse();
        assertThat(table("app.t").partitions()).containsExactly("a", "b");
    }

    /** bigint_int_list_date_range_subpartition. */
    @Test
    void rowNeedsAPlaceOnEveryLevel() {
        update("""
                <partition:createListPartitionedTable tableName="t" partitionKey="id">
                    <column name="id" type="bigint"/><column name="created_at" type="timestamptz"/>
                </partition:createListPartitionedTable>
                <partition:createListPartitionOf tableName="t" partitionName="a" values="1, 2" partitionType="range" partitionKey="created_at"/>
                <partition:createRangePartitionOf tableName="a" partitionName="a_1" startRange="2026-01-01" endRange="2026-01-12"/>
                <partition:createListPartitionOf tableName="t" partitionName="b" values="3, 4"/>
                """);
        db.execute("INSERT INTO app.t VALUES (1, '2026-01-05'), (3, '2020-01-01')");
        assertThat(table("app.t").partitions()).containsExactly("a", "b");
        assertThat(table("app.a").partitions()).containsExactly("a_1");
        assertThat(table("app.a_1").bounds())
                .isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-01-12 00:00:00+00')");
        assertThatThrownBy(() -> db.execute("INSERT INTO app.t VALUES (5, '2026-01-05')"))
                .hasMessageContaining("no partition of relation \"t\" found for row");
        assertThatThrownBy(() -> db.execute("INSERT INTO app.t VALUES (1, '2025-12-25')"))
                .hasMessageContaining("no partition of relation \"a\" found for row");
    }

    /** bigint_date_range_no_partition. */
    @Test
    void tableTakesNoRowUntilItsFirstPartition() {
        update("""
                <partition:createRangePartitionedTable tableName="t" partitionKeyExpression="(created_at::date)">
                    <column name="created_at" type="timestamp"/>
                </partition:createRangePartitionedTable>
                """);
        assertThat(table("app.t").partitions()).isEmpty();
        assertThatThrownBy(() -> insertPlain("'2026-01-01'"))
                .hasMessageContaining("no partition of relation \"t\" found for row");
        update("<partition:createRangePartitionOf tableName=\"t\" startRange=\"2026-01-01\" endRange=\"2026-01-02\"/>");
        insertPlain("'2026-01-01'");
        assertThat(table("app.t").partitions()).hasSize(1);
    }

    private void create(Case c) {
        String columns = Arrays.stream(("id bigint, " + c.columns()).split(", ", -1))
                .map(column -> column.split(" ", 2))
                .map(column -> "<column name=\"" + column[0] + "\" type=\"" + column[1] + "\"/>")
                .collect(joining());
        String table = "create" + c.kind() + "PartitionedTable";
        update("<partition:" + table + " tableName=\"t\" " + c.key() + ">" + columns + "</partition:" + table + ">"
                + partition(c, "a", c.bounds().get(0))
                + partition(c, "b", c.bounds().get(1)));
    }

    private static String partition(Case c, @Nullable String name, String bounds) {
        String change = "create" + c.kind() + "PartitionOf";
        String named = name == null ? "" : " partitionName=\"" + name + "\"";
        return bounds.startsWith("<")
                ? "<partition:" + change + " tableName=\"t\"" + named + ">" + bounds + "</partition:" + change + ">"
                : "<partition:" + change + " tableName=\"t\"" + named + " " + bounds + "/>";
    }

    private static void insert(String key) {
        db.execute("INSERT INTO app.t VALUES (1, " + key + ")");
    }

    private static void insertPlain(String key) {
        db.execute("INSERT INTO app.t VALUES (" + key + ")");
    }

    private static String range(String start, String end) {
        return "startRange=\"" + start + "\" endRange=\"" + end + "\"";
    }

    /** Of a key with two parts. */
    private static String ranges(String start, String end, String secondStart, String secondEnd) {
        return "<partition:range start=\"" + start + "\" end=\"" + end + "\"/><partition:range start=\"" + secondStart
                + "\" end=\"" + secondEnd + "\"/>";
    }

    private static String values(String values) {
        return "values=\"" + values + "\"";
    }
}
