package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that need care, and what they mean under each quoting strategy: the same as in Liquibase's own changes. */
class NamesTest extends LiveCases {

    private static final String SIXTY_THREE = "n".repeat(63);
    private static final String TABLE_AND_PARTITION = """
            <changeSet id="1" author="test" objectQuotingStrategy="STRATEGY">
                <partition:createListPartitionedTable schemaName="app" tableName="TABLE" partitionKey="COLUMN" primaryKey="COLUMN" remarks="it's">
                    <column name="COLUMN" type="int"/>
                </partition:createListPartitionedTable>
                <partition:createListPartitionOf schemaName="app" tableName="TABLE" partitionName="PARTITION" values="1"/>
                <partition:createDefaultPartitionOf schemaName="app" tableName="TABLE"/>
                <addColumn schemaName="app" tableName="TABLE"><column name="note" type="text"/></addColumn>
            </changeSet>
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Mixed Case",
                "with.dot",
                "quo\"te",
                "select",
                "Ünïcode 表",
                "六十三バイトちょうどの長さを持つ名前です",
                "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
            })
    void anyNameWorksInQuotesAndRollsBack(String name) {
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
        String changeSet = TABLE_AND_PARTITION
                .replace("STRATEGY", "QUOTE_ALL_OBJECTS")
                .replace("COLUMN", escaped(name))
                .replace("PARTITION\" ", escaped(other(name)) + "\" ")
                .replace("TABLE", escaped(name));
        List<String> before = CatalogDump.of(db);
        liquibase().update(changeSet);
        assertThat(db.queryStrings(
                        "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid JOIN pg_class p ON p.oid = inhparent"
                                + " WHERE p.relname = ? ORDER BY pg_get_expr(c.relpartbound, 0)",
                        name))
                .hasSize(2)
                .contains(other(name));
        assertThat(db.queryLong(
                        "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid AND relkind <> 'i'"
                                + " WHERE attname = ? AND relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p')",
                        name))
                .isEqualTo(3);
        liquibase().rollbackCount(changeSet, 1);
        assertThat(CatalogDump.of(db)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "LEGACY, EVENTS, events",
        "LEGACY, events, events",
        "LEGACY, Events, Events",
        "LEGACY, quo\"te, quo\"te",
        "QUOTE_ALL_OBJECTS, EVENTS, EVENTS",
        "QUOTE_ALL_OBJECTS, Events, Events"
    })
    void nameIsWhatCoreMakesOfIt(String strategy, String written, String stored) {
        liquibase()
                .update(TABLE_AND_PARTITION
                        .replace("STRATEGY", strategy)
                        .replace("COLUMN", "AT")
                        .replace("PARTITION\" ", escaped(written) + "_1\" ")
                        .replace("TABLE", escaped(written)));
        assertThat(db.queryStrings(
                        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'app'::regnamespace"
                                + " AND relname NOT LIKE 'database%' ORDER BY relname COLLATE \"C\""))
                .containsExactlyInAnyOrder(
                        stored,
                        stored.equals("events") && written.equals("EVENTS") ? "events_1" : written + "_1",
                        stored + "_default");
        assertThat(table("app.\"" + stored.replace("\"", "\"\"") + "_default\"").columns())
                .hasSize(2);
    }

    @Test
    void givenNameOver63BytesIsRefusedAndAGeneratedOneIsShortened() {
        assertThatThrownBy(() -> update("""
                        <partition:createHashPartitionedTable tableName="t" partitionKey="id"><column name="id" type="int"/></partition:createHashPartitionedTable>
                        <partition:createHashPartitionOf tableName="t" partitionName="%s" modulus="1" remainder="0"/>
                        """.replace("%s", SIXTY_THREE + "n"))).hasMessageContaining("63");
        update("""
                <partition:createHashPartitionedTable tableName="%s" partitionKey="id"><column name="id" type="int"/></partition:createHashPartitionedTable>
                <partition:createHashPartitionOf tableName="%s" modulus="2" remainder="0"/>
                <partition:createHashPartitionOf tableName="%s" modulus="2" remainder="1"/>
                """.replace("%s", SIXTY_THREE));
        assertThat(table("app." + SIXTY_THREE).partitions())
                .hasSize(2)
                .allSatisfy(name -> assertThat(name).hasSize(63).isNotEqualTo(SIXTY_THREE));
    }

    @Test
    void tableIsThatOfItsSchemaWhereTwoSchemasOfTheSearchPathHaveOne() {
        db.execute(
                "CREATE SCHEMA other",
                "CREATE TABLE other.t (id int) PARTITION BY LIST (id)",
                "CREATE TABLE app.t (id int) PARTITION BY LIST (id)",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = other, app', current_database()); END $$");
        update("""
                <partition:createListPartitionOf schemaName="app" tableName="t" partitionName="t_1" values="1"/>
                <partition:createListPartitionOf schemaName="other" tableName="t" partitionName="t_1" values="1"/>
                <partition:createListPartitionOf schemaName="other" tableName="t" partitionSchemaName="app" partitionName="t_2" values="2"/>
                """);
        assertThat(table("app.t_1").bounds()).isEqualTo("FOR VALUES IN (1)");
        assertThat(db.queryStrings("SELECT inhparent::regclass::oid::text FROM pg_inherits ORDER BY inhrelid"))
                .containsExactly(oid("app.t"), oid("other.t"), oid("other.t"));
    }

    @Test
    void parametersAreReplacedInEveryAttribute() {
        liquibase().update("""
                <property name="table" value="events"/>
                <property name="day" value="2026-01-01"/>
                <property name="yes" value="true"/>
                <property name="n" value="2"/>
                <changeSet id="1" author="test">
                    <partition:createRangePartitionedTable tableName="${table}" partitionKey="at" ifNotExists="${yes}" remarks="of ${table}">
                        <column name="at" type="timestamptz"/>
                    </partition:createRangePartitionedTable>
                    <partition:createRangePartitionOf tableName="${table}" partitionName="${table}_1" startRange="${day}" endRange="2026-02-01"
                                                      partitionType="hash" partitionKeyExpression="(at AT TIME ZONE '${zone}')"/>
                    <partition:createHashPartitionOf tableName="${table}_1" partitionName="leaf" modulus="${n}" remainder="0"/>
                </changeSet>
                """.replace(
                        "<property name=\"n\"", "<property name=\"zone\" value=\"UTC\"/><property name=\"n\""));
        assertThat(table("app.events_1").bounds())
                .isEqualTo("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')");
        assertThat(table("app.leaf").bounds()).isEqualTo("FOR VALUES WITH (modulus 2, remainder 0)");
        assertThat(db.queryString("SELECT obj_description('app.events'::regclass)"))
                .isEqualTo("of events");
    }

    private static String oid(String table) {
        return db.queryString("SELECT ?::regclass::oid::text", table);
    }

    /** A name as long, and not the same. */
    private static String other(String name) {
        return name.substring(0, name.length() - 1) + "x";
    }

    private static String escaped(String name) {
        return name.replace("&", "&amp;").replace("\"", "&quot;");
    }
}
