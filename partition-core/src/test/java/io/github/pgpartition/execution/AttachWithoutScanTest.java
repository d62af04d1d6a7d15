package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CHECK that an online attach adds is proof enough for the server: it says itself whether it looks at rows. */
class AttachWithoutScanTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final QualifiedName PARENT = QualifiedName.of("App data", "Parent");
    private static final QualifiedName NEW = QualifiedName.of("App data", "New");

    @BeforeEach
    void makeSchema() {
        db.execute(
                "DROP SCHEMA IF EXISTS \"App data\" CASCADE",
                "DROP SCHEMA IF EXISTS other CASCADE",
                "CREATE SCHEMA \"App data\"",
                "CREATE SCHEMA other",
                "CREATE TYPE other.mood AS ENUM ('a', 'b')",
                "CREATE DOMAIN other.code AS varchar(10)");
    }

    private static PartitionedTable make(String columns, String key, String bounds) {
        db.execute(
                "CREATE TABLE " + PARENT.sql() + " (" + columns + ") PARTITION BY " + key,
                "CREATE TABLE " + NEW.sql() + " (LIKE " + PARENT.sql() + ")",
                "CREATE TABLE \"App data\".\"Other\" PARTITION OF " + PARENT.sql() + " " + bounds);
        return table();
    }

    private static PartitionedTable table() {
        return db.run("read", c -> new CatalogReader(c).table(PARENT).orElseThrow());
    }

    private static BoundsCondition condition(PartitionedTable table) {
        return new BoundsCondition(
                table.key().strategy(), db.run("read", c -> KeyComparisons.read(c, table)), table.name());
    }

    private static List<String> told(PartitionBounds bounds, String condition) {
        return db.run("attach", connection -> {
            List<String> told = new ArrayList<>();
            execute(connection, "SET client_min_messages = debug1", told);
            execute(connection, "ALTER TABLE " + NEW.sql() + " ADD CHECK (" + condition + ")", told);
            told.clear();
            execute(
                    connection,
                    new AttachPartition(PARENT, NEW, bounds).statements().get(0).text(),
                    told);
            return told;
        });
    }

    private static void execute(Connection connection, String sql, List<String> told) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning line = statement.getWarnings(); line != null; line = line.getNextWarning()) {
                told.add(String.valueOf(line.getMessage()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        int                | RANGE (k)                              | FROM (1) TO (5)
        bigint             | RANGE (k)                              | FROM (MINVALUE) TO (5)
        timestamptz        | RANGE (k)                              | FROM ('2026-01-01') TO ('2026-02-01')
        text               | RANGE (k)                              | FROM ('a') TO ('m')
        text               | RANGE (k COLLATE "C")                  | FROM ('a') TO ('m')
        varchar(20)        | RANGE (k)                              | FROM ('a') TO ('m')
        varchar            | RANGE (k COLLATE "C")                  | FROM ('a') TO ('m')
        text               | RANGE (k text_pattern_ops)             | FROM ('a') TO ('m')
        varchar            | RANGE (k COLLATE "C" text_pattern_ops) | FROM ('a') TO ('m')
        other.mood         | RANGE (k)                              | FROM ('a') TO ('b')
        int[]              | RANGE (k)                              | FROM ('{1}') TO ('{2}')
        text               | RANGE (lower(k), other)                | FROM ('a', 1) TO ('m', 2)
        text               | RANGE (other, upper(k) COLLATE "C")    | FROM (1, 'b') TO (1, 'c')
        text               | LIST (k)                               | IN ('a', 'b, "c"\\')
        text               | LIST (k COLLATE "C")                   | IN ('a', 'b', NULL)
        varchar(5)         | LIST (k)                               | IN ('a', 'b')
        bpchar             | LIST (k)                               | IN ('a')
        name               | LIST (k)                               | IN ('a', 'b')
        other.mood         | LIST (k)                               | IN ('a', 'b')
        other.code         | LIST (k)                               | IN ('a', 'b')
        boolean            | LIST (k)                               | IN (true, NULL)
        date               | LIST (k)                               | IN ('2026-01-01', '2026-01-02')
        text               | LIST (lower(k))                        | IN ('a', 'b')
        text               | LIST (k)                               | IN (NULL)
        int                | HASH (k)                               | WITH (MODULUS 3, REMAINDER 1)
        date               | HASH (other, k)                        | WITH (MODULUS 3, REMAINDER 1)
        """)
    void keysOfEveryKind(String type, String key, String values) {
        PartitionedTable table = make("k " + type + ", other int", key, "FOR VALUES " + values);
        PartitionBounds bounds = table.partitions().get(0).bounds();
        String condition = condition(table).of(bounds, List.of());
        db.execute("DROP TABLE \"App data\".\"Other\"");
        assertThat(told(bounds, condition))
                .containsExactly("partition constraint for table \"New\" is implied by existing constraints");
    }

    @Test
    void listOfMoreValuesThanTheServerLooksAtOneByOne() {
        String values = IntStream.rangeClosed(1, 150).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        keysOfEveryKind("bigint", "LIST (k)", "IN (" + values + ")");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        text      | RANGE (k COLLATE "C")      | FROM ('a') TO ('m')
        varchar   | RANGE (k text_pattern_ops) | FROM ('a') TO ('m')
        text      | LIST (k)                   | IN ('a', 'b', NULL)
        int       | LIST (k)                   | IN (1, 2)
        """)
    void defaultPartition(String type, String key, String values) {
        PartitionedTable table = make("k " + type, key, "FOR VALUES " + values);
        PartitionBounds bounds = new DefaultBounds();
        List<PartitionBounds> siblings =
                table.partitions().stream().map(Partition::bounds).toList();
        assertThat(told(bounds, condition(table).of(bounds, siblings)))
                .containsExactly("partition constraint for table \"New\" is implied by existing constraints");
    }

    @ParameterizedTest
    @CsvSource({"HASH (k)", "'HASH (other, k)'"})
    void hashKeyWithTextIsRefusedAsNoCheckIsProof(String key) {
        PartitionedTable table = make("k text, other int", key, "FOR VALUES WITH (MODULUS 2, REMAINDER 0)");
        PartitionBounds bounds = table.partitions().get(0).bounds();
        assertThatThrownBy(() -> condition(table).of(bounds, List.of()))
                .hasMessage(
                        "Cannot write FOR VALUES WITH (MODULUS 2, REMAINDER 0) of \"App data\".\"Parent\" as a CHECK:"
                                + " where a hash key holds text, PostgreSQL takes no CHECK as proof that rows belong to a partition."
                                + " Leave online out: the table is then scanned while it is locked.");
        db.execute("DROP TABLE \"App data\".\"Other\"");
        assertThat(told(
                        bounds,
                        "satisfies_hash_partition('" + PARENT.sql() + "'::regclass, 2, 0, "
                                + key.substring(6, key.length() - 1) + ")"))
                .containsExactly("verifying table \"New\"");
    }

    @Test
    void operatorsOfAnOperatorClassThatIsNotThePlatforms() {
        db.execute(
                "CREATE FUNCTION other.cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT RETURN btint4cmp($2, $1)",
                "CREATE OPERATOR CLASS other.backwards FOR TYPE int USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =,"
                        + " OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 other.cmp(int, int)");
        keysOfEveryKind("int", "RANGE (k other.backwards)", "FROM (5) TO (1)");
    }
}
