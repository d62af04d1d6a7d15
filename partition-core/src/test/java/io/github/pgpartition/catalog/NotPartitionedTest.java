package io.github.pgpartition.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotPartitionedTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void make() {
        db.execute(
                "CREATE SCHEMA \"App data\"",
                "CREATE TABLE \"App data\".\"Events\" (id int) PARTITION BY RANGE (id)",
                "CREATE TABLE \"App data\".\"Part\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (1) TO (2)",
                "CREATE TABLE plain (id int PRIMARY KEY)",
                "CREATE TABLE heir () INHERITS (plain)",
                "CREATE VIEW seen AS SELECT 1 AS a",
                "CREATE MATERIALIZED VIEW stored AS SELECT 1 AS a",
                "CREATE SEQUENCE counter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing           | there is no partitioned table of that name. Create it, or correct the name.
            plain             | it is a plain table, and PostgreSQL makes no partitioned one of it. Create a partitioned table, and attach this one to it or move its rows there.
            heir              | it is a plain table, and PostgreSQL makes no partitioned one of it. Create a partitioned table, and attach this one to it or move its rows there.
            "App data"."Part" | it is a partition of "App data"."Events", and not partitioned itself. Name "App data"."Events".
            seen              | it is a view, not a partitioned table. Correct the name.
            stored            | it is a materialized view, not a partitioned table. Correct the name.
            counter           | it is no table. Correct the name.
            """)
    void saysWhatIsThere(String name, String why) throws SQLException {
        QualifiedName table = QualifiedName.parse(name);
        try (Connection connection = db.connect()) {
            assertThat(NotPartitioned.refusal(connection, "Cannot use " + table.sql(), table))
                    .hasMessage("Cannot use " + table.sql() + ": " + why);
        }
    }

    @Test
    void hasNothingToSayOfWhatIsNotThere() throws SQLException {
        try (Connection connection = db.connect()) {
            assertThat(NotPartitioned.find(connection, "Cannot use it", QualifiedName.parse("nothing")))
                    .isEmpty();
        }
    }
}
