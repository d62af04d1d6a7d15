package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import liquibase.change.Change;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.database.core.PostgresDatabase;
import liquibase.exception.DatabaseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the index changes print and refuse. */
class IndexSqlTest {

    private static final String TABLE = """
            <partition:createHashPartitionedTable tableName="t" partitionKeyExpression="(a + 1)"><column name="a" type="int"/></partition:createHashPartitionedTable>
            <partition:createHashPartitionOf tableName="t" partitionName="p" modulus="1" remainder="0"/>
            """;

    @TempDir
    Path folder;

    private final PostgresDatabase database = new PostgresDatabase();

    @BeforeEach
    void inAppSchema() throws DatabaseException {
        database.setDefaultSchemaName("app");
    }

    @Test
    void saysAllThatCreateIndexCan() {
        assertThat(outsideTransaction("""
                        <partition:addIndexOnAllPartitions tableName="t" indexName="i" unique="true" using="BTREE" where="a &gt; 0" include="b, C"
                                                           nullsNotDistinct="true" storageParameters="fillfactor = 70, deduplicate_items=off"
                                                           tablespace="fast" inThreads="4">
                            <column name="a" descending="true"/>
                            <partition:column name="D" nullsFirst="true" opclass="text_pattern_ops" collation="&quot;C&quot;"/>
                            <partition:column name="lower(e)" computed="true" descending="false" nullsFirst="false"/>
                        </partition:addIndexOnAllPartitions>
                        """))
                .hasSize(3)
                .first()
                .isEqualTo(
                        "-- For the 1 partitions of \"app\".\"t\" known now. A partition made later gets the index by itself; one whose"
                                + " index exists already gets that attached.\n"
                                + "CREATE UNIQUE INDEX \"i\" ON ONLY \"app\".\"t\" USING \"btree\" (\"a\" DESC, \"d\" COLLATE \"C\""
                                + " \"text_pattern_ops\" NULLS FIRST, (lower(e)) NULLS LAST) INCLUDE (\"b\", \"c\") NULLS NOT DISTINCT WITH"
                                + " (\"fillfactor\" = '70', \"deduplicate_items\" = 'off') TABLESPACE \"fast\" WHERE a > 0");
    }

    @Test
    void partitionsOfTheChangelogAreKnownWhateverTheirKey() {
        assertThat(outsideTransaction(add("")).subList(1, 3))
                .containsExactly(
                        "CREATE INDEX CONCURRENTLY \"i_562528a\" ON \"app\".\"p\" (\"a\")",
                        "ALTER INDEX \"app\".\"i\" ATTACH PARTITION \"app\".\"i_562528a\"");
        assertThat(outsideTransaction(add("concurrently=\"false\"")).get(1))
                .isEqualTo("CREATE INDEX \"i_562528a\" ON \"app\".\"p\" (\"a\")");
    }

    @Test
    void inATransactionItIsOneStatement() {
        assertThat(inTransaction(add("concurrently=\"false\"")))
                .containsExactly("CREATE INDEX \"i\" ON \"app\".\"t\" (\"a\")");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # strategy                 | index   | column  | SQL
            LEGACY                     | BY_A    | A       | DROP INDEX "app"."by_a"
            LEGACY                     | By A    | A b     | DROP INDEX "app"."By A"
            QUOTE_ALL_OBJECTS          | BY_A    | A       | DROP INDEX "app"."BY_A"
            QUOTE_ONLY_RESERVED_WORDS  | By_A    | A       | DROP INDEX "app"."by_a"
            """)
    void rollbackDropsTheIndexOfThatName(ObjectQuotingStrategy strategy, String index, String column, String sql) {
        database.setObjectQuotingStrategy(strategy);
        Change change = change("<partition:addIndexOnAllPartitions tableName=\"t\" indexName=\"" + index
                + "\"><column name=\"" + column + "\"/></partition:addIndexOnAllPartitions>");
        assertThat(Changelogs.rollbackSql(change, database)).containsExactly(sql);
        assertThat(Changelogs.sql(
                        change("<partition:dropIndexOnAllPartitions tableName=\"t\" indexName=\"" + index + "\"/>"),
                        database))
                .containsExactly(sql);
    }

    @Test
    void dropNeedsAChangesetWithoutTransaction() {
        String drop = "<partition:dropIndexOnAllPartitions tableName=\"t\" indexName=\"i\"/>";
        assertThat(Changelogs.errors(change(drop), database))
                .containsExactly(
                        "dropIndexOnAllPartitions keeps readers and writers out of the table and all its partitions, in a transaction"
                                + " until that ends. Put it in a changeset of its own with runInTransaction=\"false\".");
        assertThat(Changelogs.errors(parse(outside(drop)).get(0), database)).isEmpty();
    }

    @Test
    void droppedIndexDoesNotComeBack() {
        Change drop = change("<partition:dropIndexOnAllPartitions tableName=\"t\" indexName=\"i\"/>");
        assertThat(drop.supportsRollback(database)).isFalse();
        assertThatThrownBy(() -> drop.generateRollbackStatements(database))
                .hasMessage(
                        "dropIndexOnAllPartitions on t cannot be undone: what index i was is not known. Give the changeset a"
                                + " rollback of its own with addIndexOnAllPartitions, or <rollback/> for none.");
    }

    @Test
    void tableThatNobodyKnowsIsNotPrinted() {
        Change add = parse(outside(add(""))).get(0);
        assertThatThrownBy(() -> add.generateStatements(database))
                .hasMessage(
                        "Cannot add index \"i\" to all partitions of \"app\".\"t\": there is no partitioned table of that name in the"
                                + " database, nor in an earlier changeset. Create it first, or correct the name.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # attributes                         | column                                  | message
            inThreads="0"                        | name="a"                                | Cannot build an index with 0 threads: it takes one at least. Give 1 or more.
            nullsNotDistinct="true"              | name="a"                                | Cannot define index "i": NULLS NOT DISTINCT means something for a unique index only. Make it unique.
            where=" "                            | name="a"                                | Cannot define index "i": its predicate is empty. Leave it out for an index on all rows.
            storageParameters="fillfactor"       | name="a"                                | Cannot read storageParameters "fillfactor": "fillfactor" is not a name with a value. Write for example fillfactor = 70, fastupdate = off.
            storageParameters="a = 1, A = 2"     | name="a"                                | Cannot read storageParameters "a = 1, A = 2": "a" is there twice. Write for example fillfactor = 70, fastupdate = off.
            unique="true"                        | name=" "                                | Cannot define an index: a column has no name. Give each its name, or its expression and computed.
            """)
    void saysWhatIsWrong(String attributes, String column, String message) {
        String add = add(attributes).replace("name=\"a\"", column);
        assertThat(Changelogs.errors(parse(outside(TABLE + add)).get(2), database))
                .containsExactly(message);
    }

    @Test
    void needsAColumn() {
        Change without = Changelogs.yaml(
                        folder,
                        "        - addIndexOnAllPartitions: { tableName: t, indexName: i, concurrently: false, columns: [] }\n")
                .get(0);
        assertThat(Changelogs.errors(without, database))
                .containsExactly("No columns defined for addIndexOnAllPartitions");
    }

    @Test
    void concurrentlyNeedsAChangesetWithoutTransaction() {
        for (String attributes : List.of("", "concurrently=\"true\"")) {
            assertThat(Changelogs.errors(change(add(attributes)), database))
                    .containsExactly(
                            "addIndexOnAllPartitions with concurrently=\"true\" cannot run in a transaction. Put it in a changeset of its"
                                    + " own with runInTransaction=\"false\".");
        }
        assertThat(Changelogs.errors(change(add("concurrently=\"false\"")), database))
                .isEmpty();
    }

    @Test
    void unknownOrWrongAttributeOfAColumnIsAnError() {
        Change add = Changelogs.yaml(folder, """
                        - addIndexOnAllPartitions:
                            tableName: t
                            indexName: i
                            concurrently: false
                            columns:
                              - column: { name: a, descending: yep, nulls: first }
                """).get(0);
        assertThat(Changelogs.errors(add, database))
                .containsExactly(
                        "addIndexOnAllPartitions has 'yep' in 'descending' of 'column', which is neither true nor false.",
                        "addIndexOnAllPartitions has no attribute 'nulls' in 'column'. It takes collation, computed, descending, name,"
                                + " nullsFirst, opclass.");
    }

    private List<String> outsideTransaction(String add) {
        return Changelogs.sql(parse(outside(TABLE + add)).get(2), database);
    }

    private List<String> inTransaction(String add) {
        return Changelogs.sql(parse(changelog("", TABLE + add)).get(2), database);
    }

    private Change change(String change) {
        return parse(changelog("", change)).get(0);
    }

    private List<Change> parse(String changelog) {
        return Changelogs.changes(Changelogs.text(folder, "changelog.xml", changelog));
    }

    private static String add(String attributes) {
        return "<partition:addIndexOnAllPartitions tableName=\"t\" indexName=\"i\" " + attributes
                + "><column name=\"a\"/></partition:addIndexOnAllPartitions>";
    }

    private static String outside(String changes) {
        return changelog(" runInTransaction=\"false\"", changes);
    }

    private static String changelog(String attributes, String changes) {
        return Changelogs.changelog(
                "xml", "<changeSet id=\"1\" author=\"test\"" + attributes + ">" + changes + "</changeSet>");
    }
}
