package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * pg_party's cases of partitions: migration_spec 10–28, hash_and_index_spec 17–29.
 *
 * <p>In pg_party a leaf has its primary key from the template; here it has it from the parent where that can hold it, else from the template.
 */
class PartitionCasesTest extends LiveCases {

    private static final String RANGE = """
            <partition:createRangePartitionedTable tableName="t" partitionKeyExpression="(created_at::date)" primaryKey="custom_id" template="true">
                <column name="custom_id" type="uuid" defaultValueComputed="gen_random_uuid()"><constraints nullable="false"/></column>
                <column name="created_at" type="timestamp"><constraints nullable="false"/></column>
            </partition:createRangePartitionedTable>
            """;
    private static final String LIST = """
            <partition:createListPartitionedTable tableName="t" partitionKey="t_id" primaryKey="t_id">
                <column name="t_id" type="serial"/>
            </partition:createListPartitionedTable>
            """;
    private static final String HASH = LIST.replace("createList", "createHash");
    private static final String MONTH = "startRange=\"2026-01-01\" endRange=\"2026-02-01\"";
    private static final String IN_MONTH = "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')";

    private static final String TREE = RANGE + """
            <partition:createRangePartitionOf tableName="t" partitionName="child" startRange="2026-01-01" endRange="2026-02-01"
                                              partitionType="list" partitionKey="custom_id"/>
            <partition:createListPartitionOf tableName="child" partitionName="grandchild"
                values="6f0a5f9c-3a53-4a3b-8a0e-2f0e6f3c5d11, 0d6a3f7e-6d0e-4c55-9a1b-9c1f1b7d2a22"/>
            <partition:createRangePartitionOf tableName="t" partitionName="sibling" startRange="2026-02-01" endRange="2026-03-01"/>
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # table | change                | bounds                       | in the catalog                                           | primary key
            RANGE   | createRangePartitionOf | MONTH                        | FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')         | child_pkey PRIMARY KEY (custom_id)
            LIST    | createListPartitionOf  | values="1..3"                | FOR VALUES IN (1, 2, 3)                                  | child_pkey PRIMARY KEY (t_id)
            HASH    | createHashPartitionOf  | modulus="2" remainder="0"    | FOR VALUES WITH (modulus 2, remainder 0)                 | child_pkey PRIMARY KEY (t_id)
            LIST    | createDefaultPartitionOf |                            | DEFAULT                                                  | child_pkey PRIMARY KEY (t_id)
            """)
    void createdPartitionHasTheColumnsBoundsAndPrimaryKey(
            String table, String change, @Nullable String bounds, String expected, String key) {
        update(definition(table) + "<partition:" + change + " tableName=\"t\" partitionName=\"child\" " + text(bounds)
                + "/>");
        assertThat(table("app.child").parent()).isEqualTo("t");
        assertThat(table("app.child").bounds()).isEqualTo(expected);
        assertThat(table("app.child").columns())
                .isEqualTo(inherited(table("app.t").columns()));
        assertThat(table("app.child").primaryKey()).isEqualTo(key);
    }

    /** Partitions share the identity of their parent from PostgreSQL 17 on; before, only the parent has it. */
    private static List<String> inherited(List<String> columns) {
        return db.serverVersion() >= 17
                ? columns
                : columns.stream().map(c -> c.replaceFirst(" IDENTITY .*", "")).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # table | change                 | bounds                    | in the catalog
            RANGE   | attachRangePartition   | MONTH                     | FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')
            LIST    | attachListPartition    | values="1..3"             | FOR VALUES IN (1, 2, 3)
            HASH    | attachHashPartition    | modulus="2" remainder="1" | FOR VALUES WITH (modulus 2, remainder 1)
            LIST    | attachDefaultPartition |                           | DEFAULT
            """)
    void attachedTableHasTheBoundsAndKeepsItsRows(
            String table, String change, @Nullable String bounds, String expected) {
        update(definition(table));
        db.execute("CREATE TABLE app.child (LIKE app.t)");
        update("<partition:" + change + " tableName=\"t\" partitionName=\"child\" " + text(bounds) + "/>");
        assertThat(table("app.child").parent()).isEqualTo("t");
        assertThat(table("app.child").bounds()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # table | change                 | bounds                    | primary key of the copy
            RANGE   | createRangePartitionOf | MONTH                     | like_pkey PRIMARY KEY (custom_id)
            LIST    | createListPartitionOf  | values="1..3"             | like_pkey PRIMARY KEY (t_id)
            HASH    | createHashPartitionOf  | modulus="2" remainder="0" | like_pkey PRIMARY KEY (t_id)
            """)
    void copyOfAPartitionHasItsColumnsAndAPrimaryKeyOfItsOwn(String table, String change, String bounds, String key) {
        update(definition(table) + "<partition:" + change + " tableName=\"t\" partitionName=\"child\" " + text(bounds)
                + "/>" + "<partition:createTableLike tableName=\"child\" newTableName=\"like\"/>");
        assertThat(table("app.\"like\"").columns()).isEqualTo(table("app.child").columns());
        assertThat(table("app.\"like\"").primaryKey()).isEqualTo(key);
        assertThat(table("app.\"like\"").parent()).isNull();
    }

    @Test
    void detachedPartitionStaysAsATable() {
        update(RANGE + "<partition:createRangePartitionOf tableName=\"t\" partitionName=\"child\" " + MONTH + "/>");
        db.execute("INSERT INTO app.t (created_at) VALUES ('2026-01-15')");
        update("<partition:detachPartition tableName=\"t\" partitionName=\"child\"/>");
        assertThat(table("app.child").parent()).isNull();
        assertThat(db.queryLong("SELECT count(*) FROM app.child")).isEqualTo(1);
    }

    @Test
    void partitionThatIsPartitionedHasNoPrimaryKeyOfTheTemplateAndItsLeafHas() {
        update(TREE);
        assertThat(table("app.child").key()).isEqualTo("LIST (custom_id)");
        assertThat(table("app.child").bounds()).isEqualTo(IN_MONTH);
        assertThat(table("app.child").primaryKey()).isNull();
        assertThat(table("app.grandchild").primaryKey()).isEqualTo("grandchild_pkey PRIMARY KEY (custom_id)");
    }

    @Test
    void treeKnowsParentsAndPartitions() {
        update(TREE);
        assertThat(table("app.grandchild").parent()).isEqualTo("child");
        assertThat(table("app.child").parent()).isEqualTo("t");
        assertThat(table("app.t").parent()).isNull();
        assertThat(table("app.t").partitions()).containsExactly("child", "sibling");
        assertThat(table("app.child").partitions()).containsExactly("grandchild");
        assertThat(table("app.grandchild").partitions()).isEmpty();
        assertThat(db.queryStrings("SELECT relid::regclass::text FROM pg_partition_tree('app.t')"))
                .containsExactlyInAnyOrder("t", "child", "sibling", "grandchild");
        assertThat(db.queryString("SELECT pg_partition_root('app.grandchild')::regclass::text"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({"t, true", "child, true", "sibling, false", "grandchild, false"})
    void preconditionTellsWhichTablesArePartitioned(String table, boolean partitioned) {
        update(TREE);
        String mark =
                "<changeSet id=\"mark\" author=\"test\"><preConditions onFail=\"MARK_RAN\"><partition:tablePartitioned tableName=\""
                        + table + "\"/></preConditions><sql>CREATE TABLE app.mark ()</sql></changeSet>";
        liquibase().update(mark);
        assertThat(table("app.mark").exists()).isEqualTo(partitioned);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partitionType="something_invalid" partitionKey="custom_id" | 'something_invalid' is not a valid value
            partitionType="list"                                       | neither partitionKey nor partitionKeyExpression is given
            partitionKey="custom_id"                                   | its key is given and partitionType is not
            """)
    void halfADefinitionOfASubPartitionIsRefused(String attributes, String message) {
        assertThatThrownBy(() ->
                        update(RANGE + "<partition:createRangePartitionOf tableName=\"t\" partitionName=\"child\" "
                                + MONTH + " " + attributes + "/>"))
                .hasMessageContaining(message);
        assertThat(table("app.t").exists()).isFalse();
    }

    private static String definition(String table) {
        return switch (table) {
            case "RANGE" -> RANGE;
            case "LIST" -> LIST;
            default -> HASH;
        };
    }

    private static String text(@Nullable String bounds) {
        return bounds == null ? "" : bounds.replace("MONTH", MONTH);
    }
}
