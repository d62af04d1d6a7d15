package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that were there before a change that creates one: never marked, never dropped, and never taken for what they are not. */
class ExistingTableTest extends PartitionsFixture {

    private static final String PRECIOUS = "CREATE TABLE \"App data\".\"Events_template\" (\"Id\" int)";

    private static String table(String attributes) {
        return changeSet("table", """
                <partition:createRangePartitionedTable @ partitionKey="At" primaryKey="Id" ATTRIBUTES>
                    <column name="Id" type="bigint"/><column name="At" type="date"/>
                </partition:createRangePartitionedTable>
                """.replace("ATTRIBUTES", attributes)
                .replace(attributes.contains("template") ? "" : "primaryKey=\"Id\"", ""));
    }

    private static List<String> comments() {
        return db.queryStrings("SELECT description FROM pg_description WHERE objsubid = 0"
                + " AND objoid = to_regclass('\"App data\".\"Events_template\"')");
    }

    @Test
    void tableWithTheNameOfATemplateIsNotMarkedButRefused() {
        db.execute(PRECIOUS, "INSERT INTO \"App data\".\"Events_template\" VALUES (1)");
        assertThatThrownBy(() -> liquibase.update(table("template=\"true\" ifNotExists=\"true\"")))
                .hasMessageContaining("Cannot create the template of \"App data\".\"Events\": there is a table"
                        + " \"App data\".\"Events_template\" that is not its template")
                .hasMessageContaining("Rename that table, or set template to false");
        assertThat(comments()).isEmpty();
        assertThat(exists("Events")).isFalse();
    }

    @Test
    void templateOfTheTableIsLeftAsItIs() {
        liquibase.update(table("template=\"true\""));
        db.execute("INSERT INTO \"App data\".\"Events_template\" VALUES (1, '2026-01-01')");
        liquibase.update(table("template=\"true\"")
                + table("template=\"true\" ifNotExists=\"true\"").replace("id=\"table\"", "id=\"again\""));
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Events_template\""))
                .isOne();
    }

    @Test
    void templateThatWasMissingIsMadeWithItsPrimaryKey() {
        liquibase.update(table("template=\"true\" ifNotExists=\"true\""));
        assertThat(parts("Events_template")).containsExactly("PRIMARY KEY (\"Id\")");
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "true, false"})
    void rollbackLooksAtTheMarkWhateverTheSettingIsByThen(String made, String rolledBack) {
        with(Map.of("liquibase.partition.createTemplateTables", made), () -> liquibase.update(table("")));
        if (made.equals("false")) {
            db.execute(PRECIOUS);
        }
        with(
                Map.of("liquibase.partition.createTemplateTables", rolledBack),
                () -> liquibase.rollbackCount(table(""), 1));
        assertThat(exists("Events")).isFalse();
        assertThat(exists("Events_template")).isEqualTo(made.equals("false"));
    }

    @Test
    void tableThatWasThereIsNotDroppedByARollback() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (\"Id\" bigint, \"At\" date) PARTITION BY RANGE (\"At\")");
        String change = table("ifNotExists=\"true\"");
        liquibase.update(change);
        assertThatThrownBy(() -> liquibase.rollbackCount(change, 1))
                .hasMessageContaining(
                        "createRangePartitionedTable on Events cannot be undone: with ifNotExists it may not"
                                + " have made the table, and what was there before is not ours to drop");
        assertThat(exists("Events")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        TABLE "App data"."Events" ("Id" bigint, "At" date)                                | not partitioned
        VIEW "App data"."Events" AS SELECT 1 AS "Id"                                      | not partitioned
        TABLE "App data"."Events" ("Id" bigint, "At" date) PARTITION BY LIST ("At")       | PARTITION BY LIST ("At")
        TABLE "App data"."Events" ("Id" bigint, "At" date) PARTITION BY RANGE ("Id")      | PARTITION BY RANGE ("Id")
        TABLE "App data"."Events" ("Id" bigint, "Am" date) PARTITION BY RANGE ("Am")      | PARTITION BY RANGE ("Am")
        TABLE "App data"."Events" ("At" date, "Id" bigint) PARTITION BY RANGE ("At", "Id")| PARTITION BY RANGE ("At", "Id")
        """)
    void relationThatIsNotPartitionedByThatKeyIsRefused(String present, String found) {
        db.execute("CREATE " + present);
        assertThatThrownBy(() -> liquibase.update(table("ifNotExists=\"true\"")))
                .hasMessageContaining("Cannot create \"App data\".\"Events\" PARTITION BY RANGE (\"At\"): there is a"
                        + " relation of that name, which is " + found)
                .hasMessageContaining("Rename what is there, or correct the partition key of the change");
        assertThat(exists("Events")).isTrue();
    }

    @Test
    void keyIsComparedByTheServerAndNotByItsText() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (\"Id\" bigint, \"At\" text)"
                + " PARTITION BY RANGE (CAST(substr(\"At\", 1, 4) AS int), \"At\" COLLATE \"C\")");
        String same = "(substr(\"At\",1,4)::integer), \"At\" COLLATE \"C\"";
        liquibase.update(keyed("same", same));
        assertThatThrownBy(() -> liquibase.update(keyed("same", same)
                        + keyed("other", same.replace("COLLATE", "").replace("\"C\"", ""))))
                .hasMessageContaining("there is a relation of that name");
        assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname LIKE '%pgpartition_key%'"))
                .isZero();
    }

    private static String keyed(String id, String key) {
        return changeSet(
                id,
                "<partition:createRangePartitionedTable @ ifNotExists=\"true\" partitionKeyExpression='" + key
                        + "'><column name=\"Id\" type=\"bigint\"/><column name=\"At\" type=\"text\"/></partition:createRangePartitionedTable>");
    }

    @Test
    void scriptDoesTheSame() {
        db.execute(PRECIOUS, "CREATE TABLE \"App data\".\"Events\" (\"Id\" bigint, \"At\" date)");
        String script = liquibase.updateSql(table("ifNotExists=\"true\" template=\"true\""));
        assertThatThrownBy(() -> db.execute(script)).hasMessageContaining("which is not partitioned");
        db.execute("DROP TABLE \"App data\".\"Events\"", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        assertThatThrownBy(() -> db.execute(script)).hasMessageContaining("that is not its template");
        assertThat(comments()).isEmpty();
    }
}
