package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with a template beside them. */
class TemplateLiveTest extends PartitionsFixture {

    private static final String TABLE = changeSet("table", """
            <partition:createRangePartitionedTable @ partitionKey="At" primaryKey="Id" template="true">
                <column name="Id" type="bigint" autoIncrement="true"/>
                <column name="At" type="date"><constraints nullable="false"/></column>
                <column name="Note" type="text"/>
            </partition:createRangePartitionedTable>
            """);
    private static final String INDEX = changeSet(
            "index",
            "<createIndex schemaName=\"App data\" tableName=\"Events_template\" indexName=\"Notes\"><column name=\"Note\"/></createIndex>");
    private static final String PARTITION =
            "<partition:createRangePartitionOf @ partitionName=\"Part1\" startRange=\"2026-01-01\" endRange=\"2027-01-01\"/>";

    @Test
    void primaryKeyThatTheTableCannotHaveGoesOnTheTemplateAndFromThereOnPartitions() {
        liquibase.update(TABLE + INDEX + changeSet("1", PARTITION));
        assertThat(parts("Events")).noneMatch(part -> part.startsWith("PRIMARY KEY"));
        assertThat(parts("Events_template")).contains("PRIMARY KEY (\"Id\")");
        assertThat(parts("Part1"))
                .contains(
                        "PRIMARY KEY (\"Id\")",
                        "CREATE INDEX \"Part1_Note_idx\" ON \"App data\".\"Part1\" USING btree (\"Note\")");
    }

    @Test
    void onlineCreateTakesThemTooAndAColumnAddedLaterDoesNotBreakIt() {
        liquibase.update(TABLE
                + changeSet(
                        "column",
                        "<addColumn schemaName=\"App data\" tableName=\"Events\"><column name=\"More\" type=\"int\"/></addColumn>")
                + outsideTransaction("1", PARTITION.replace("/>", " online=\"true\"/>")));
        db.execute("INSERT INTO \"App data\".\"Events\" (\"At\", \"More\") VALUES ('2026-05-05', 1)");
        assertThat(parts("Part1")).contains("PRIMARY KEY (\"Id\")");
    }

    @Test
    void leavesOfASubPartitionedPartitionTakeThemAndItDoesNot() {
        liquibase.update(
                TABLE
                        + changeSet("1", PARTITION.replace("/>", " partitionType=\"list\" partitionKey=\"Note\"/>"))
                        + changeSet(
                                "2",
                                "<partition:createListPartitionOf schemaName=\"App data\" tableName=\"Part1\" partitionName=\"Leaf\" values=\"a\"/>"));
        assertThat(parts("Part1")).noneMatch(part -> part.startsWith("PRIMARY KEY"));
        assertThat(parts("Leaf")).contains("PRIMARY KEY (\"Id\")");
    }

    @Test
    void managedPartitionsTakeThem() {
        liquibase.update(TABLE
                + changeSet(
                        "1",
                        "<partition:managePartitions @ interval=\"1 year\" premake=\"1\" startAt=\"2026-01-01\"/>"));
        assertThat(partitions("Events"))
                .isNotEmpty()
                .allSatisfy(partition -> assertThat(parts(partition)).contains("PRIMARY KEY (\"Id\")"));
    }

    @Test
    void tableThatOnlyHasTheNameOfATemplateIsNone() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (\"Id\" int, \"At\" date) PARTITION BY RANGE (\"At\")",
                "CREATE TABLE \"App data\".\"Events_template\" (\"Id\" int PRIMARY KEY)");
        liquibase.update(changeSet("1", PARTITION));
        assertThat(parts("Part1")).isEmpty();
        liquibase.update(changeSet("1", PARTITION)
                + changeSet(
                        "2",
                        PARTITION
                                .replace("2027", "2028")
                                .replace("2026", "2027")
                                .replace("Part1\"", "Part2\" template=\"true\"")));
        assertThat(parts("Part2")).contains("PRIMARY KEY (\"Id\")");
    }

    @Test
    void rollbackTakesTheTemplateAlong() {
        liquibase.update(TABLE + changeSet("1", PARTITION));
        liquibase.rollbackCount(TABLE + changeSet("1", PARTITION), 2);
        assertThat(exists("Events")).isFalse();
        assertThat(exists("Events_template")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " cascadeConstraints=\"true\""})
    void dropTableTakesTheTemplateAlong(String attributes) {
        liquibase.update(TABLE + changeSet("1", PARTITION) + drop("Events", attributes));
        assertThat(exists("Events")).isFalse();
        assertThat(exists("Events_template")).isFalse();
    }

    @Test
    void dropTableCascadesAsBeforeAndIsRefusedWhereItDoesNot() {
        liquibase.update(TABLE);
        db.execute("CREATE VIEW \"App data\".\"Seen\" AS SELECT \"Id\" FROM \"App data\".\"Events\"");
        assertThatThrownBy(() -> liquibase.update(TABLE + drop("Events", "")))
                .hasMessageContaining("other objects depend on it");
        assertThat(exists("Events_template")).isTrue();
        liquibase.update(TABLE + drop("Events", " cascadeConstraints=\"true\""));
        assertThat(exists("Events")).isFalse();
        assertThat(exists("Seen")).isFalse();
        assertThat(exists("Events_template")).isFalse();
    }

    @Test
    void dropTableLeavesWhatIsNotTheTemplateOfThatTable() {
        liquibase.update(TABLE + changeSet("1", PARTITION));
        db.execute(
                "CREATE TABLE \"App data\".\"Plain\" ()",
                "CREATE TABLE \"App data\".\"Plain_template\" ()",
                "COMMENT ON TABLE \"App data\".\"Plain_template\" IS 'pgpartition template: new partitions of others take'");
        liquibase.update(TABLE + changeSet("1", PARTITION) + drop("Plain", "") + drop("Part1", ""));
        assertThat(exists("Plain")).isFalse();
        assertThat(exists("Part1")).isFalse();
        assertThat(exists("Plain_template")).isTrue();
        assertThat(exists("Events_template")).isTrue();
        assertThat(liquibase.updateSql(TABLE + drop("Plain_template", ""))).doesNotContain("$pgpartition$");
    }

    @Test
    void scriptsOfDropTableTakeTheTemplateAlong() {
        String all = TABLE + drop("Events", "");
        db.execute(liquibase.updateSql(all));
        assertThat(exists("Events_template")).isFalse();
        db.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        db.execute(LiquibaseRun.offlineSql(folder, db.serverVersion(), all));
        assertThat(exists("Events")).isFalse();
        assertThat(exists("Events_template")).isFalse();
    }

    private static String drop(String table, String attributes) {
        return changeSet(
                "drop" + table, "<dropTable schemaName=\"App data\" tableName=\"" + table + "\"" + attributes + "/>");
    }

    @Test
    void templateThatIsAskedForAndNotThereIsAnError() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (\"Id\" int, \"At\" date) PARTITION BY RANGE (\"At\")");
        String create = changeSet("1", PARTITION.replace("/>", " template=\"true\"/>"));
        assertThatThrownBy(() -> liquibase.update(create))
                .hasMessageContaining(
                        "Cannot create partition \"App data\".\"Part1\" of \"App data\".\"Events\": ERROR: there is no template"
                                + " \"App data\".\"Events_template\"; Where: PL/pgSQL function inline_code_block")
                .hasMessageContaining(". Create that table, or create the partition without template. (SQLSTATE 42P01");
        assertThat(exists("Part1")).isFalse();
        db.execute("CREATE TABLE \"App data\".\"Events_template\" (\"Id\" int PRIMARY KEY)");
        liquibase.update(create);
        assertThat(parts("Part1")).contains("PRIMARY KEY (\"Id\")");
    }

    @Test
    void scriptGivesTheSamePartsAsARun() {
        String all = TABLE
                + INDEX
                + changeSet("1", PARTITION)
                + outsideTransaction(
                        "2",
                        PARTITION
                                .replace("2027", "2028")
                                .replace("2026", "2027")
                                .replace("Part1\"", "Part2\" online=\"true\""));
        db.execute(liquibase.updateSql(all));
        assertThat(parts("Part1"))
                .contains(
                        "PRIMARY KEY (\"Id\")",
                        "CREATE INDEX \"Part1_Note_idx\" ON \"App data\".\"Part1\" USING btree (\"Note\")");
        assertThat(parts("Part2"))
                .contains(
                        "PRIMARY KEY (\"Id\")",
                        "CREATE INDEX \"Part2_Note_idx\" ON \"App data\".\"Part2\" USING btree (\"Note\")");
    }

    @Test
    void settingsAskForATemplateAndForAPrimaryKeyOnTheTable() {
        String table = changeSet("table", """
                <partition:createRangePartitionedTable @ partitionKey="At">
                    <column name="id" type="bigint"/><column name="At" type="date"/>
                </partition:createRangePartitionedTable>
                """);
        with(
                Map.of(
                        "liquibase.partition.createTemplateTables", "true",
                        "liquibase.partition.createWithPrimaryKey", "true"),
                () -> liquibase.update(table));
        assertThat(parts("Events")).contains("PRIMARY KEY (id, \"At\")");
        assertThat(exists("Events_template")).isTrue();
    }

    @Test
    void citusIsMissedBeforeAnythingIsCreated() {
        String table = TABLE.replace("template=\"true\"", "template=\"true\" distributionColumn=\"Id\"");
        assertThatThrownBy(() -> liquibase.update(
                        table.replace("author=\"test\"", "author=\"test\" runInTransaction=\"false\"")))
                .hasMessageContaining(
                        "ERROR: Cannot distribute \"App data\".\"Events\": this database does not have the extension citus");
        assertThat(exists("Events")).isFalse();
        assertThat(liquibase.updateSql(table))
                .contains("SELECT pg_catalog.create_distributed_table('\"App data\".\"Events\"', 'Id');");
    }
}
