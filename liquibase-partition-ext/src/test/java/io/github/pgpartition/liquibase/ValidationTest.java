package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.database.Database;
import liquibase.database.core.CockroachDatabase;
import liquibase.database.core.H2Database;
import liquibase.database.core.MSSQLDatabase;
import liquibase.database.core.PostgresDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # change                                                                        | message
            createRangePartitionOf tableName="t" startRange="1"                             | Cannot read the bounds of the partition: endRange is missing. Give it a value, or MINVALUE or MAXVALUE for no limit; the empty string is written ''.
            createRangePartitionOf tableName="t" startRange="1" endRange="NULL"             | Cannot use these range bounds: a value is NULL, which no range holds. Rows with a null key go to the DEFAULT partition.
            createListPartitionOf tableName="t"                                             | Cannot read the bounds of the partition: it has no values. List them in values, or give value elements.
            createListPartitionOf tableName="t" values="1,,2"                               | Cannot read the values "1,,2": a value is missing at a comma. Write '' for the empty string.
            createHashPartitionOf tableName="t" modulus="2" remainder="2"                   | Cannot use these hash bounds: remainder 2 is not one that modulus 2 leaves. Give one from 0 to 1.
            createDefaultPartitionOf tableName="t" partitionKey="a"                         | Cannot partition the partition itself: its key is given and partitionType is not. Set partitionType to range, list or hash.
            createDefaultPartitionOf tableName="t" partitionType="list"                     | Cannot partition by LIST: neither partitionKey nor partitionKeyExpression is given. Name the columns in partitionKey, or write SQL in partitionKeyExpression.
            createListPartitionOf tableName="t" values="1" timeZone="+02:00"                | Cannot use timeZone "+02:00": there is no zone of that name. Use a name such as UTC or Europe/Berlin.
            detachPartition tableName="t" partitionName="p" values="1" modulus="2"          | Cannot read the bounds of the partition: they are given in more than one way. Keep startRange and endRange, or values, or modulus and remainder, or default.
            detachPartition tableName="t" partitionName="p" remainder="1"                   | Cannot read the bounds of the partition: modulus is missing. Give both modulus and remainder.
            createTableLike tableName="t" newTableName="u" including="INDICES"              | Cannot copy a table LIKE another: "INDICES" is not an option of LIKE. Use one of ALL, COMMENTS, COMPRESSION, CONSTRAINTS, DEFAULTS, GENERATED, IDENTITY, INDEXES, STATISTICS, STORAGE.
            createTableLike tableName="t" newTableName="t"                                  | Cannot make "t" a partition or a copy of itself: both have the same name. Give the new table a name of its own.
            managePartitions tableName="t" interval="1 fortnight"                           | Cannot use interval '1 fortnight': it is not a number with a unit. Write for example '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain number for a key that counts.
            managePartitions tableName="t" interval="1 day" retention="0 days"              | Cannot use retention '0 days': it is not positive. Give a number of 1 or more.
            """)
    void saysWhatIsWrongAndWhatToDo(String change, String message) {
        assertThat(errors("<partition:" + change + "/>", new PostgresDatabase()))
                .containsExactly(message);
    }

    @Test
    void schemaKnowsHowAPartitionCanBePartitioned() {
        assertThatThrownBy(() -> errors(
                        "<partition:createDefaultPartitionOf tableName=\"t\" partitionType=\"rang\" partitionKey=\"a\"/>",
                        new PostgresDatabase()))
                .hasMessageContaining("'rang' is not a valid value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # attributes and column id                                                       | message
            partitionKey="at" primaryKey="id"                                                | Cannot give "t" its primary key: ("id") does not hold the partition key's column "at". Add the column to the primary key: each partition can enforce it only for its own rows.
            partitionKeyExpression="(at::date)" primaryKey="id, at"                          | Cannot give "t" its primary key: PostgreSQL allows none where the partition key has an expression. Leave the primary key out, or partition by columns.
            partitionKey="at" partitionKeyExpression="(at::date)"                            | Cannot partition by RANGE: both partitionKey and partitionKeyExpression are given. Name the columns in partitionKey, or write SQL in partitionKeyExpression.
            partitionKey="att"                                                               | Cannot use partitionKey of createRangePartitionedTable on t: the table has no column "att". Its columns are "at", "id".
            partitionKey="at" primaryKey="idd, at"                                           | Cannot use primaryKey of createRangePartitionedTable on t: the table has no column "idd". Its columns are "at", "id".
            partitionKey="at" distributionColumn="tenant"                                    | Cannot use distributionColumn of createRangePartitionedTable on t: the table has no column "tenant". Its columns are "at", "id".
            remarks="no key"                                                                 | Cannot partition by RANGE: neither partitionKey nor partitionKeyExpression is given. Name the columns in partitionKey, or write SQL in partitionKeyExpression.
            """)
    void refusesTablesThatPostgresWouldRefuse(String attributes, String message) {
        String table = "<partition:createRangePartitionedTable tableName=\"t\" " + attributes
                + "><column name=\"id\" type=\"int\"/><column name=\"at\" type=\"date\"/></partition:createRangePartitionedTable>";
        assertThat(errors(table, new PostgresDatabase())).containsExactly(message);
    }

    @Test
    void primaryKeyOnAColumnMustHoldThePartitionKeyToo() {
        assertThat(errors("""
                        <partition:createRangePartitionedTable tableName="t" partitionKey="at">
                            <column name="id" type="int"><constraints primaryKey="true"/></column>
                            <column name="at" type="date"/>
                        </partition:createRangePartitionedTable>
                        """, new PostgresDatabase()))
                .singleElement()
                .asString()
                .contains("(\"id\") does not hold the partition key's column \"at\"");
    }

    private static final String TABLE = """
            <partition:createRangePartitionedTable tableName="t" partitionKey="KEY">
                <column name="day" type="date"/><column name="local" type="timestamp"/><column name="at" type="timestamptz"/>
                <column name="n" type="numeric"/><column name="name" type="varchar(20)"/>
            </partition:createRangePartitionedTable>
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # key   | change                                                                  | what is wrong
            day     | createRangePartitionOf startRange="02/01/2026" endRange="2026-03-01"     | Cannot use the bound '02/01/2026' for a partition of "t": the key is a date, and this is no day or time in ISO form: what it means would depend on the session's DateStyle, or on the day on which it runs. Write it as 2026-01-31 or 2026-01-31 06:00:00, or MINVALUE, MAXVALUE or infinity.
            day     | createRangePartitionOf startRange="today" endRange="tomorrow"            | Cannot use the bound 'today' for a partition of "t": the key is a date, and this is no day or time in ISO form: what it means would depend on the session's DateStyle, or on the day on which it runs. Write it as 2026-01-31 or 2026-01-31 06:00:00, or MINVALUE, MAXVALUE or infinity.
            local   | createRangePartitionOf startRange="2026-02-30" endRange="2026-04-01"     | Cannot use the bound '2026-02-30' for a partition of "t": the key is a timestamp without time zone, and this is no day or time in ISO form: what it means would depend on the session's DateStyle, or on the day on which it runs. Write it as 2026-01-31 or 2026-01-31 06:00:00, or MINVALUE, MAXVALUE or infinity.
            at      | createRangePartitionOf startRange="minvalue" endRange="2026-04-01"       | Cannot use the bound 'minvalue' for a partition of "t": MINVALUE is a keyword in upper case only. Write MINVALUE.
            n       | createRangePartitionOf startRange="1" endRange="Maxvalue"                | Cannot use the bound 'Maxvalue' for a partition of "t": MAXVALUE is a keyword in upper case only. Write MAXVALUE.
            at      | createRangePartitionOf startRange="2026-02-01" endRange="2026-01-01"     | Cannot use these bounds for a partition of "t": its start '2026-02-01' lies after its end '2026-01-01'. Give a start that lies before the end; the end itself is not in the partition.
            at      | createRangePartitionOf startRange="2026-01-01 01:00+01" endRange="2026-01-01" | Cannot use these bounds for a partition of "t": its start is its end, so that no key lies between. Give a start that lies before the end; the end itself is not in the partition.
            n       | createRangePartitionOf startRange="10" endRange="9.5"                    | Cannot use these bounds for a partition of "t": its start '10' lies after its end '9.5'. Give a start that lies before the end; the end itself is not in the partition.
            n       | createRangePartitionOf startRange="MAXVALUE" endRange="9"                | Cannot use these bounds for a partition of "t": its start MAXVALUE lies after its end '9'. Give a start that lies before the end; the end itself is not in the partition.
            day, n  | createRangePartitionOf startRange="2026-01-01" endRange="2026-02-01"     | Cannot use these bounds for a partition of "t": its key ("day", "n") has 2 columns, and the bounds have 1. Give one range element for each column of the key.
            day     | createListPartitionOf values="2026-01-01"                                | Cannot use these bounds for a partition of "t": it is partitioned by range. Use createRangePartitionOf.
            day     | attachHashPartition partitionName="p" modulus="2" remainder="0"          | Cannot use these bounds for a partition of "t": it is partitioned by range. Use attachRangePartition.
            day     | detachPartition partitionName="p" values="2026-01-01"                    | Cannot use these bounds for a partition of "t": it is partitioned by range. Give the bounds of a range partition.
            day     | createDefaultPartitionOf partitionType="hash" partitionKey="idd"         | Cannot use partitionKey of createDefaultPartitionOf on t: the table has no column "idd". Its columns are "at", "day", "local", "n", "name".
            """)
    void boundsMustFitTheKeyThatTheChangelogDeclares(String key, String change, String message) {
        var changes = Changelogs.xml(
                folder,
                TABLE.replace("KEY", key) + "<partition:" + change.replaceFirst(" ", " tableName=\"t\" ") + "/>");
        assertThat(Changelogs.errors(changes.get(1), new PostgresDatabase())).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # key        | bounds
            day          | startRange="-infinity" endRange="20260201"
            at           | startRange="2026-01-01T06:00Z" endRange="infinity"
            name         | startRange="today" endRange="minvalue"
            name         | startRange="b" endRange="a"
            (day - date '2026-01-01') | startRange="10" endRange="9"
            """)
    void whatOnlyTheServerCanKnowIsLeftToIt(String key, String bounds) {
        String table = key.startsWith("(")
                ? TABLE.replace("partitionKey=\"KEY\"", "partitionKeyExpression=\"" + key + "\"")
                : TABLE.replace("KEY", key);
        var changes =
                Changelogs.xml(folder, table + "<partition:createRangePartitionOf tableName=\"t\" " + bounds + "/>");
        assertThat(Changelogs.errors(changes.get(1), new PostgresDatabase())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sql>DROP TABLE t; CREATE TABLE t (a text) PARTITION BY LIST (a)</sql>",
                "<dropTable tableName=\"t\"/>",
                "<renameTable oldTableName=\"u\" newTableName=\"T\"/>"
            })
    void nothingIsKnownOfATableThatAnEarlierChangeMayReplace(String change) {
        var changes = Changelogs.xml(
                folder,
                TABLE.replace("KEY", "day") + change
                        + "<partition:createListPartitionOf tableName=\"t\" values=\"today\"/>");
        assertThat(Changelogs.errors(changes.get(2), new PostgresDatabase())).isEmpty();
    }

    @Test
    void keyOfASubPartitionedPartitionIsThatOfTheChangeThatMakesIt() {
        var changes = Changelogs.xml(
                folder,
                TABLE.replace("KEY", "at")
                        + "<partition:createDefaultPartitionOf tableName=\"t\" partitionType=\"range\" partitionKey=\"day\"/>"
                        + "<partition:createRangePartitionOf tableName=\"t_default\" startRange=\"today\" endRange=\"2026-01-01\"/>");
        assertThat(Changelogs.errors(changes.get(2), new PostgresDatabase()))
                .singleElement()
                .asString()
                .contains("for a partition of \"t_default\": the key is a date");
    }

    @Test
    void uniqueColumnMustBeThePartitionKey() {
        String table = """
                <partition:createRangePartitionedTable tableName="t" partitionKey="at">
                    <column name="id" type="int"><constraints unique="true"/></column>
                    <column name="at" type="date"><constraints unique="true"/></column>
                </partition:createRangePartitionedTable>
                """;
        assertThat(errors(table, new PostgresDatabase()))
                .containsExactly(
                        "column \"id\" cannot be unique in \"t\": each partition can enforce it only for its own rows, so"
                                + " PostgreSQL wants all columns of the partition key in it. Use addUniqueConstraint on it together with"
                                + " those columns; or create the table with template=\"true\", and add the constraint to"
                                + " \"t_template\", from which each partition takes it.");
    }

    @Test
    void onlineNeedsAChangesetWithoutTransaction() {
        assertThat(errors(
                        "<partition:createDefaultPartitionOf tableName=\"t\" online=\"true\"/>",
                        new PostgresDatabase()))
                .containsExactly(
                        "createDefaultPartitionOf with online=\"true\" cannot run in a transaction. Put it in a"
                                + " changeset of its own with runInTransaction=\"false\".");
    }

    @Test
    void partitionNameOver63BytesIsRefused() {
        String name = "ä".repeat(32);
        assertThat(errors(
                        "<partition:createDefaultPartitionOf tableName=\"t\" partitionName=\"" + name + "\"/>",
                        new PostgresDatabase()))
                .containsExactly(
                        "Name \"" + name + "\" is 64 bytes long, and PostgreSQL keeps only 63: it would cut the name"
                                + " silently. Shorten it.");
    }

    static Stream<Database> otherDatabases() {
        return Stream.of(new CockroachDatabase(), new H2Database(), new MSSQLDatabase());
    }

    @ParameterizedTest
    @MethodSource("otherDatabases")
    void otherDatabasesAreRefused(Database database) {
        for (Change change : Changelogs.changes(Changelogs.onClassPath("changelog/events.xml"))) {
            assertThat(change.supports(database)).isFalse();
            assertThat(Changelogs.errors(change, database))
                    .singleElement()
                    .asString()
                    .startsWith(change.getSerializedObjectName() + " needs PostgreSQL, and this is ")
                    .endsWith(". Give the changeset dbms=\"postgresql\" to skip it here.");
        }
    }

    @Test
    void missingAttributesAreNamed() {
        Change change = new io.github.pgpartition.liquibase.change.ManagePartitionsChange();
        assertThat(Changelogs.errors(change, new PostgresDatabase()))
                .containsExactlyInAnyOrder(
                        "tableName is required for managePartitions", "interval is required for managePartitions");
    }

    private List<String> errors(String change, Database database) {
        return Changelogs.errors(Changelogs.xml(folder, change).get(0), database);
    }
}
