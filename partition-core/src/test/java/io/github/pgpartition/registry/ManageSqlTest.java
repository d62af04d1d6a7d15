package io.github.pgpartition.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.SqlFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pgpartition.manage} in SQL and the policy in Java: what one refuses the other refuses, and what one takes the other takes. */
class ManageSqlTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void tables() {
        db.execute(
                "CREATE SCHEMA \"App data\"",
                "CREATE OPERATOR CLASS \"App data\".own_ops FOR TYPE bigint USING btree AS OPERATOR 1 <, OPERATOR 2 <=,"
                        + " OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint8cmp(bigint, bigint)",
                "CREATE TABLE \"App data\".\"Events\" (at timestamptz, \"A, b\" text, a text, b text, c text, region text, \"Region\" text)"
                        + " PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".\"Dates\" (at date) PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".\"Numbers\" (id bigint) PARTITION BY RANGE (id)",
                "CREATE TABLE \"App data\".\"Texts\" (t text) PARTITION BY RANGE (t)",
                "CREATE TABLE \"App data\".\"Small\" (id integer) PARTITION BY RANGE (id)",
                "CREATE TABLE \"App data\".\"Uuids\" (id uuid) PARTITION BY RANGE (id)",
                "CREATE TABLE \"App data\".\"Chars\" (id char(26) COLLATE \"C\") PARTITION BY RANGE (id COLLATE \"C\")",
                "CREATE TABLE \"App data\".\"Own order\" (id bigint) PARTITION BY RANGE (id \"App data\".own_ops)",
                "CREATE TABLE \"App data\".\"Lists\" (at date) PARTITION BY LIST (at)",
                "CREATE TABLE \"App data\".\"Two\" (a date, b date) PARTITION BY RANGE (a, b)",
                "CREATE TABLE \"App data\".\"Plain\" (a date)");
        db.run("installing", connection -> {
            new RegistryInstaller(connection).install();
            return true;
        });
    }

    @BeforeEach
    void clear() {
        db.execute("CREATE SCHEMA IF NOT EXISTS \"Old data\"", "DELETE FROM pgpartition.managed_table");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # table | fields
            Events  | interval=1 day
            Events  | interval=15 minutes; premake=7; retention=90 days; timeZone=Europe/Berlin
            Events  | interval=3 MONTHS; retention=1 Year; retentionAction=archive; retentionSchema="Old data"
            Events  | interval=1 week; retention=10 days; retentionAction=detach; partitionName={table}_{start}
            Events  | interval=1day; startAt=2026-01-01; paused=true; hold=2025-01-01..2025-07-01, 2026-03-01..2026-03-02
            Events  | interval=1 day; startAt=2026-01-01 06:00; hold=2025-01-01 00:00:00+02..2025-07-01T00:00
            Numbers | interval=1000000; retention=5000000; startAt=-10; hold=0..10
            Numbers | interval=1 day; keyEncoding=epoch_ms; retention=30 days; startAt=2026-01-01; hold=2025-01-01..2025-02-01
            Numbers | interval=1 month; keyEncoding=snowflake:1288834974657:22
            Numbers | interval=15 minutes; keyEncoding=epoch_ns; timeZone=Australia/Lord_Howe
            Small   | interval=1 day; keyEncoding=epoch_s
            Dates   | interval=2 days; startAt=2024-02-29
            Uuids   | interval=1 day; keyEncoding=uuidv7
            Uuids   | interval=1 day; keyEncoding=ulid
            Texts   | interval=1 day; keyEncoding=ulid
            Chars   | interval=1 day; keyEncoding=ulid
            Events  | interval=1 day; timeZone=Etc/GMT+5; defaultPartition=keep
            Events  | interval=1 day; subPartitions=hash (at) 8
            Events  | interval=1 day; subPartitions=HASH ( "A, b" , c )1000
            Events  | interval=1 day; subPartitions=list (region) eu ~ us, ca ~ default
            Events  | interval=1 day; subPartitions=list("Region") 'NULL', NULL ~ 1..3 ~ 'a ~ b', 'it''s'
            """)
    void takesWhatJavaTakes(String table, String fields) {
        assertThat(javaRefuses(table, fields(fields))).isFalse();
        manage(table, fields(fields));
        PartitionPolicy declared = java(table, fields(fields));
        List<ManagedTable> tables = db.run("reading", connection -> new Registry(connection).managedTables());
        assertThat(tables).singleElement().satisfies(t -> assertThat(t.policy()).isEqualTo(declared));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # table | fields
            Events  | interval=1
            Events  | interval=0 days
            Events  | interval=-1 day
            Events  | interval=1 fortnight
            Events  | interval=1.5 days
            Events  | interval=day
            Events  | interval=400000 days
            Events  | interval=1 day; premake=0
            Events  | interval=1 day; premake=-1
            Events  | interval=1 day; retention=90
            Events  | interval=1 day; retention=-30 days
            Events  | interval=1 day; retention=0 days
            Events  | interval=1 day; retention=30 dayz
            Events  | interval=1 day; retentionAction=delete
            Events  | interval=1 day; retentionAction=archive
            Events  | interval=1 day; retentionSchema=old
            Events  | interval=1 day; timeZone=Mars/Olympus
            Events  | interval=1 day; partitionName={table}
            Events  | interval=1 day; partitionName={table}_{month}_{start}
            Events  | interval=1 day; startAt=soon
            Events  | interval=1 day; startAt=2026-02-30
            Events  | interval=1 day; startAt=2026-13-01 06:00
            Events  | interval=1 day; startAt=2026-01-01 25:00
            Events  | interval=1 day; hold=2026-02-29..2026-03-31
            Events  | interval=1 day; hold=2026-01-01..2026-03-31, 2026-04-01..2026-06-31
            Dates   | interval=1 hour
            Dates   | interval=15 minutes
            Events  | interval=1 day; hold=2025-01-01
            Events  | interval=1 day; hold=2025-07-01..2025-01-01
            Events  | interval=1 day; hold=a..b
            Numbers | interval=1 day
            Numbers | interval=0
            Numbers | interval=10; retention=1 day
            Numbers | interval=10; startAt=2026-01-01
            Numbers | interval=10; hold=10..0
            Numbers | interval=10; keyEncoding=epoch_ms
            Numbers | interval=1 day; keyEncoding=epoch
            Numbers | interval=1 day; keyEncoding=snowflake
            Numbers | interval=1 day; keyEncoding=snowflake:0:41
            Numbers | interval=1 day; keyEncoding=uuidv7
            Small   | interval=1 day; keyEncoding=epoch_ms
            Events  | interval=1 day; keyEncoding=epoch_s
            Uuids   | interval=1 day
            Uuids   | interval=10
            Uuids   | interval=10; keyEncoding=uuidv7
            Uuids   | interval=1 day; keyEncoding=epoch_s
            Texts   | interval=1 day; keyEncoding=uuidv7
            Own order | interval=10
            Events  | interval=1 day; timeZone=+05:00
            Events  | interval=1 day; timeZone=UTC+5
            Events  | interval=1 day; timeZone=posix/Europe/Berlin
            Events  | interval=1 day; timeZone=europe/berlin
            Events  | interval=1 day; defaultPartition=yes
            Events  | interval=1 day; subPartitions=8
            Events  | interval=1 day; subPartitions=hash () 8
            Events  | interval=1 day; subPartitions=hash (a) 0
            Events  | interval=1 day; subPartitions=hash (a) 1001
            Events  | interval=1 day; subPartitions=range (a) 8
            Events  | interval=1 day; subPartitions=list (a)
            Events  | interval=1 day; subPartitions=list (a, b) x
            Events  | interval=1 day; subPartitions=list (a) x ~ y, x
            Events  | interval=1 day; subPartitions=list (a) x ~ 'x'
            Events  | interval=1 day; subPartitions=list (a) 1..5 ~ 3
            Events  | interval=1 day; subPartitions=list (a) 5..1
            Events  | interval=1 day; subPartitions=list (a) 1..100000
            Events  | interval=1 day; subPartitions=list (a) x ~ ~ y
            Events  | interval=1 day; subPartitions=list (a) x,, y
            Events  | interval=1 day; subPartitions=list (a) MAXVALUE
            Events  | interval=1 day; subPartitions=list (a) default ~ DEFAULT
            Texts   | interval=1 day
            Lists   | interval=1 day
            Two     | interval=1 day
            Plain   | interval=1 day
            """)
    void refusesWhatJavaRefuses(String table, String fields) {
        assertThat(javaRefuses(table, fields(fields))).isTrue();
        assertThatThrownBy(() -> manage(table, fields(fields)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageStartingWith("ERROR: Cannot manage \"App data\".\"" + table + "\": ");
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        assertThatThrownBy(() -> manage("Events", fields("interval=1 day; retention=90")))
                .hasMessageStartingWith(
                        "ERROR: Cannot manage \"App data\".\"Events\": the retention '90' does not fit its key.\n"
                                + "  Hint: Write a number with a unit: 15 minutes, 1 hour, 1 day, 1 week, 3 months, 1 year.");
    }

    @Test
    void secondDeclarationReplacesTheFirstWhole() {
        manage("Events", fields("interval=1 day; retention=90 days; premake=9"));
        manage("Events", fields("interval=1 week"));
        assertThat(db.queryRows("SELECT partition_interval, premake, retention FROM pgpartition.managed_table"))
                .containsExactly(java.util.Arrays.asList("1 week", "4", null));
    }

    @Test
    void unmanageSaysWhetherThereWasAPolicy() {
        manage("Events", fields("interval=1 day"));
        String unmanage = "SELECT pgpartition.unmanage('\"App data\".\"Events\"')";
        assertThat(db.queryString(unmanage)).isEqualTo("t");
        assertThat(db.queryString(unmanage)).isEqualTo("f");
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("; ", -1)) {
            fields.put(
                    field.substring(0, field.indexOf('=')),
                    field.substring(field.indexOf('=') + 1).replace('~', '|'));
        }
        return fields;
    }

    private static QualifiedName name(String table) {
        return QualifiedName.of("App data", table);
    }

    private static PartitionPolicy java(String table, Map<String, String> fields) {
        return PartitionPolicy.parse(name(table), fields);
    }

    private static boolean javaRefuses(String table, Map<String, String> fields) {
        return db.run("checking", connection -> {
            try {
                var found = new CatalogReader(connection).table(name(table));
                found.ifPresent(t -> PolicyCheck.check(java(table, fields), t));
                return found.isEmpty();
            } catch (PartitioningException e) {
                return true;
            }
        });
    }

    /** As somebody writes it in an SQL migration. */
    private static void manage(String table, Map<String, String> fields) {
        StringBuilder call = new StringBuilder(
                "SELECT pgpartition.manage(" + SqlLiteral.quote(name(table).sql()));
        fields.forEach((field, value) -> call.append(", ")
                .append(PolicyField.find(field).orElseThrow().column())
                .append(" => ")
                .append(SqlLiteral.quote(value)));
        db.execute(call.append(")").toString());
    }

    /** As databases have it whose applications are older than PostgreSQL 9.1. */
    @Test
    void standardConformingStringsMayBeOff() {
        db.execute("DROP SCHEMA pgpartition CASCADE");
        db.run("all of it", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET standard_conforming_strings = off; SET escape_string_warning = off");
                new RegistryInstaller(connection).install();
                statement.execute(
                        "SELECT pgpartition.manage('\"App data\".\"Events\"', partition_interval => ' 1 day ', premake => 2,"
                                + " retention => '90 days', start_at => '2026-01-31 06:00:00', hold => '2025-01-01..2025-07-01',"
                                + " partition_name => '{table}_{start}')");
                statement.execute("CREATE TABLE \"App data\".\"One\" PARTITION OF \"App data\".\"Events\""
                        + " FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-01-02 00:00+00')");
                try (var rows = statement.executeQuery(
                        "SELECT lower_bound, ends_at - starts_at, reason FROM pgpartition.partitions JOIN pgpartition.status USING (relation)")) {
                    rows.next();
                    assertThat(rows.getString(1)).startsWith("'202");
                    assertThat(rows.getString(2)).isEqualTo("1 day");
                    assertThat(rows.getString(3)).doesNotContain("policy");
                }
            }
            return true;
        });
        assertThatThrownBy(() -> db.execute(
                        "SET standard_conforming_strings = off",
                        "SELECT pgpartition.manage('\"App data\".\"Events\"', partition_interval => '1 fortnight')"))
                .hasMessageContaining("the interval '1 fortnight' does not fit its key");
        db.execute("DROP TABLE \"App data\".\"One\"", "RESET standard_conforming_strings");
    }
}
