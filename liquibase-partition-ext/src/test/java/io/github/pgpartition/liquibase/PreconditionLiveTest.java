package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionLiveTest extends PartitionsFixture {

    @BeforeEach
    void makeTables() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (id int, \"Note\" text) PARTITION BY LIST (id)",
                "CREATE TABLE \"App data\".\"Part1\" PARTITION OF \"App data\".\"Events\" FOR VALUES IN (1)",
                "CREATE TABLE \"App data\".\"Alone\" (id int)",
                "CREATE INDEX \"Whole\" ON \"App data\".\"Events\" (id)",
                "CREATE INDEX \"Half\" ON ONLY \"App data\".\"Events\" (\"Note\")",
                "CREATE TABLE public.events (id int) PARTITION BY LIST (id)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # precondition                                                                          | what it says where it fails
            tablePartitioned schemaName="App data" tableName="Events"                               |
            tablePartitioned schemaName="App data" tableName="Alone"                                | "App data"."Alone" is not a partitioned table
            tablePartitioned tableName="EVENTS"                                                     |
            tablePartitioned tableName="Events"                                                     | "public"."Events" is not a partitioned table
            partitionExists @ partitionName="Part1"                                                    |
            partitionExists @ partitionName="Part1" attached="true"                                    |
            partitionExists @ partitionName="Part2"                                                    | "App data"."Part2" is not a partition of "App data"."Events"
            partitionExists @ partitionName="Alone"                                                 | "App data"."Alone" is not a partition of "App data"."Events"
            partitionExists @ partitionName="Alone" attached="false"                                |
            partitionExists @ partitionName="Part1" attached="false"                                   | "App data"."Part1" is not there as a table beside "App data"."Events": it is missing, or a partition of it
            indexOnAllPartitionsValid @ indexName="Whole"                                           |
            indexOnAllPartitionsValid @ indexName="Half"                                            | "App data"."Half" is not an index of "App data"."Events" that is valid on all partitions: there is no valid part of it on "App data"."Part1"
            indexOnAllPartitionsValid @ indexName="Alone"                                           | "App data"."Alone" is not an index of "App data"."Events" that is valid on all partitions
            indexOnAllPartitionsValid @ indexName="None"                                            | "App data"."None" is not an index of "App data"."Events" that is valid on all partitions: there is nothing of that name
            """)
    void saysWhatIsNotSo(String precondition, String failure) {
        String changeSets = changeSet(
                "1",
                "<preConditions><partition:" + precondition
                        + "/></preConditions><createTable tableName=\"done\"><column name=\"a\" type=\"int\"/></createTable>");
        if (failure == null) {
            liquibase.update(changeSets);
            assertThat(db.queryString("SELECT to_regclass('public.done')")).isEqualTo("done");
        } else {
            assertThatThrownBy(() -> liquibase.update(changeSets)).hasMessageContaining(failure);
        }
    }

    @Test
    void foreignPartitionNeedsNoPartOfAnIndex() {
        db.execute(
                "CREATE FOREIGN DATA WRAPPER none",
                "CREATE SERVER nowhere FOREIGN DATA WRAPPER none",
                "CREATE FOREIGN TABLE \"App data\".\"Far\" PARTITION OF \"App data\".\"Events\" FOR VALUES IN (2) SERVER nowhere");
        try {
            liquibase.update(changeSet(
                    "1",
                    "<preConditions><partition:indexOnAllPartitionsValid @ indexName=\"Whole\"/></preConditions>"
                            + "<createTable tableName=\"done\"><column name=\"a\" type=\"int\"/></createTable>"));
            assertThat(exists("Far")).isTrue();
        } finally {
            db.execute("DROP FOREIGN DATA WRAPPER none CASCADE");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # precondition            | its attributes                                                               | so?
            tablePartitioned          | schemaName=App data, tableName=Events                                        | true
            tablePartitioned          | schemaName=App data, tableName=Alone                                         | false
            partitionExists           | schemaName=App data, tableName=Events, partitionName=Part1                   | true
            partitionExists           | schemaName=App data, tableName=Events, partitionName=Alone, attached=false   | true
            partitionExists           | schemaName=App data, tableName=Events, partitionName=Part1, attached=false   | false
            indexOnAllPartitionsValid | schemaName=App data, tableName=Events, indexName=Whole                       | true
            indexOnAllPartitionsValid | schemaName=App data, tableName=Events, indexName=Half                        | false
            """)
    void everyFormatMeansTheSame(String precondition, String attributes, boolean so) {
        String xml = attributes.replaceAll("(\\w+)=([^,]+)(, )?", "$1=\"$2\" ");
        String json = "{"
                + attributes.replaceAll("(\\w+)=([^,]+)", "\"$1\": \"$2\"").replaceAll("\"(true|false)\"", "$1") + "}";
        Map<String, String> changeSets = Map.of(
                "xml",
                changeSet(
                        "xml",
                        "<preConditions onFail=\"MARK_RAN\"><partition:" + precondition + " " + xml
                                + "/></preConditions><createTable tableName=\"xml\"><column name=\"a\" type=\"int\"/></createTable>"),
                "json",
                """
                {"changeSet": {"id": "json", "author": "test",
                  "preConditions": [{"onFail": "MARK_RAN"}, {"PRECONDITION": ATTRIBUTES}],
                  "changes": [{"createTable": {"tableName": "json", "columns": [{"column": {"name": "a", "type": "int"}}]}}]}}
                """,
                "yaml",
                """
                - changeSet:
                    id: yaml
                    author: test
                    preConditions:
                      - onFail: MARK_RAN
                      - PRECONDITION: ATTRIBUTES
                    changes:
                      - createTable: { tableName: yaml, columns: [ { column: { name: a, type: int } } ] }
                """);
        changeSets.forEach((format, text) -> {
            liquibase.update(format, text.replace("PRECONDITION", precondition).replace("ATTRIBUTES", json));
            assertThat(db.queryString("SELECT to_regclass('public.' || ?) IS NOT NULL", format))
                    .as(format)
                    .isEqualTo(so ? "t" : "f");
        });
    }

    /** Core does not ask preconditions of changesets where SQL is only printed, unless onSqlOutput says so. */
    @Test
    void scriptHasTheChangesetThoughItsPreconditionFailsUnlessItIsAsked() {
        String changeSet = changeSet(
                "1",
                "<preConditions onSqlOutput=\"IGNORE\"><partition:tablePartitioned tableName=\"none\"/></preConditions>"
                        + "<createTable tableName=\"done\"><column name=\"a\" type=\"int\"/></createTable>");
        assertThat(liquibase.updateSql(changeSet)).contains("CREATE TABLE public.done");
        assertThatThrownBy(() -> liquibase.updateSql(changeSet.replace("IGNORE", "TEST")))
                .hasMessageContaining("\"public\".\"none\" is not a partitioned table");
    }

    @Test
    void typoInYamlIsAnError() throws Exception {
        Files.writeString(folder.resolve("changelog.yaml"), """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: test
                      preConditions:
                        - onFail: MARK_RAN
                        - partitionExists: { tableName: events, partitionName: x, atached: false }
                      changes:
                        - tagDatabase: { tag: x }
                """);
        assertThatThrownBy(() -> liquibase.run("update", "changelog.yaml"))
                .hasMessageContaining(
                        "partitionExists has no attribute 'atached'. It takes attached, partitionName, partitionSchemaName, schemaName, tableName.");
    }
}
