package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * pg_party's cases of creating tables: migration_spec 1–9, hash_and_index_spec 1–16.
 *
 * <p>Without a meaning here: hash_and_index_spec 8–10 (there is no attribute beside the setting createWithPrimaryKey for an argument to win),
 * structure_dump_spec (what a snapshot leaves out is the business of liquibase.partition.snapshot), migration_spec 33–42 and
 * hash_and_index_spec 30–35 (indexes on all partitions, which core's tests of package index prove), all unit specs (mocks of pg_party's own
 * classes).
 */
class PartitionedTableCasesTest extends LiveCases {

    private static final String RANGE = """
            <partition:createRangePartitionedTable tableName="t" partitionKeyExpression="(created_at::date)" ATTRIBUTES>
                <column name="custom_id" type="uuid" defaultValueComputed="gen_random_uuid()"><constraints nullable="false"/></column>
                <column name="created_at" type="timestamp"><constraints nullable="false"/></column>
            </partition:createRangePartitionedTable>
            """;

    private static final String SERIAL = """
            <partition:createKINDPartitionedTable tableName="t" partitionKey="t_id" ATTRIBUTES>
                <column name="t_id" type="serial"><constraints nullable="false"/></column>
                <column name="id" type="int"/>
            </partition:createKINDPartitionedTable>
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            # attributes                              | setting              | key                          | primary key of t          | template | its primary key
                                                      |                      | RANGE (((created_at)::date)) | none                      | false    | none
            template="false"                          | createTemplateTables | RANGE (((created_at)::date)) | none                      | false    | none
            template="true" primaryKey="custom_id"    |                      | RANGE (((created_at)::date)) | none                      | true     | t_template_pkey PRIMARY KEY (custom_id)
            primaryKey="custom_id"                    | createTemplateTables | RANGE (((created_at)::date)) | none                      | true     | t_template_pkey PRIMARY KEY (custom_id)
            """)
    void rangeTable(
            @Nullable String attributes,
            @Nullable String setting,
            String key,
            @Nullable String primaryKey,
            boolean template,
            @Nullable String templateKey) {
        create(RANGE, attributes, setting);
        assertTable(key, primaryKey, template, templateKey);
        assertThat(table("t").columns())
                .containsExactly(
                        "custom_id uuid NOT NULL DEFAULT gen_random_uuid()",
                        "created_at timestamp without time zone NOT NULL");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            # attributes                         | setting              | primary key of t              | template | its primary key
                                                 |                      | none                          | false    | none
            primaryKey="t_id"                    |                      | t_pkey PRIMARY KEY (t_id)     | false    | none
            primaryKey="id" template="true"      |                      | none                          | true     | t_template_pkey PRIMARY KEY (id)
            primaryKey="id"                      | createTemplateTables | none                          | true     | t_template_pkey PRIMARY KEY (id)
            primaryKey="t_id"                    | createWithPrimaryKey | t_pkey PRIMARY KEY (t_id)     | false    | none
                                                 | createWithPrimaryKey | t_pkey PRIMARY KEY (id, t_id) | false    | none
            primaryKey="id"                      | createWithPrimaryKey | t_pkey PRIMARY KEY (id, t_id) | false    | none
            """)
    void listAndHashTable(
            @Nullable String attributes,
            @Nullable String setting,
            @Nullable String primaryKey,
            boolean template,
            @Nullable String templateKey) {
        for (String kind : List.of("List", "Hash")) {
            create(SERIAL.replace("KIND", kind), attributes, setting);
            assertTable(kind.toUpperCase(java.util.Locale.ROOT) + " (t_id)", primaryKey, template, templateKey);
            db.execute("DROP TABLE app.t", "DROP TABLE IF EXISTS app.t_template");
        }
    }

    /** Liquibase makes an identity column of a serial one. */
    @Test
    void serialKeyNumbersItselfAndTheTemplateHasTheColumnToo() {
        create(SERIAL.replace("KIND", "Hash"), "template=\"true\"", null);
        update("<partition:createHashPartitionOf tableName=\"t\" modulus=\"1\" remainder=\"0\"/>");
        db.execute("INSERT INTO app.t (id) VALUES (7), (8)");
        assertThat(db.queryStrings("SELECT t_id FROM app.t ORDER BY id")).containsExactly("1", "2");
        assertThat(table("t").columns()).first().isEqualTo("t_id integer NOT NULL IDENTITY d");
        assertThat(table("t_template").columns()).first().asString().startsWith("t_id integer NOT NULL");
    }

    private void create(String change, @Nullable String attributes, @Nullable String setting) {
        update(
                change.replace("ATTRIBUTES", attributes == null ? "" : attributes),
                setting == null ? Map.of() : Map.of("liquibase.partition." + setting, true));
    }

    private static void assertTable(
            String key, @Nullable String primaryKey, boolean template, @Nullable String templateKey) {
        assertThat(table("app.t").key()).isEqualTo(key);
        assertThat(table("app.t").primaryKey()).isEqualTo(primaryKey);
        assertThat(table("app.t_template").exists()).isEqualTo(template);
        if (template) {
            assertThat(table("app.t_template").primaryKey()).isEqualTo(templateKey);
        }
    }
}
