package io.github.pgpartition.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.SqlFailure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants and parts of partitions: what {@code pgpartition.manage} and {@code add_tenant} take and refuse, Java takes and refuses. */
class LayoutSqlTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @BeforeAll
    static void tables() {
        db.execute(
                "CREATE SCHEMA \"App data\"",
                "CREATE DOMAIN \"App data\".moment AS timestamptz",
                "CREATE TABLE \"App data\".one (at date, \"Tenant\" text, region text) PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".keyed (at date, t text, region text, PRIMARY KEY (t, at), UNIQUE (at, t, region)) PARTITION BY RANGE (at)",
                "CREATE TABLE \"App data\".first (\"Tenant\" text, at timestamptz) PARTITION BY RANGE (\"Tenant\", at)",
                "CREATE TABLE \"App data\".number (t uuid, id bigint) PARTITION BY RANGE (t, id)",
                "CREATE TABLE \"App data\".second (at timestamptz, t text) PARTITION BY RANGE (at, t)",
                "CREATE TABLE \"App data\".three (t text, at date, i int) PARTITION BY RANGE (t, at, i)",
                "CREATE TABLE \"App data\".collated (t text, at date) PARTITION BY RANGE (t COLLATE \"C\", at)",
                "CREATE TABLE \"App data\".above (t text, at \"App data\".moment, n int) PARTITION BY LIST (t)",
                "CREATE TABLE \"App data\".two (t text, at date, seen date) PARTITION BY LIST (t)",
                "CREATE TABLE \"App data\".by_key (t text, at date, seen date, PRIMARY KEY (t, at)) PARTITION BY LIST (t)",
                "CREATE TABLE \"App data\".shown (t text, at date, seen date) PARTITION BY LIST (t)",
                "CREATE TABLE \"App data\".shows PARTITION OF \"App data\".shown FOR VALUES IN ('x') PARTITION BY RANGE (seen)",
                "CREATE TABLE \"App data\".unfit (t text, id uuid, PRIMARY KEY (t, id)) PARTITION BY LIST (t)",
                "CREATE TABLE \"App data\".hashed (t text, at date) PARTITION BY HASH (t)");
        manager().install();
    }

    @BeforeEach
    void clear() {
        db.execute("DELETE FROM pgpartition.managed_table");
    }

    private static PartitionManager manager() {
        return PartitionManager.builder(db.dataSource()).build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            # table ; fields
            one     ; interval=1 day, subPartitions=hash ("Tenant") 8
            one     ; interval=1 day, subPartitions=HASH (Region, "Tenant")1
            one     ; interval=1 day, subPartitions=list (region) eu | us | default
            one     ; interval=1 day, subPartitions=list (region) 1..3 | '|' | NULL | o'clock
            keyed   ; interval=1 day, subPartitions=hash (t) 2
            first   ; interval=1 day, tenantColumn="Tenant"
            first   ; interval=1 day, tenantColumn="Tenant", partitionName={start}_{tenant}, subPartitions=hash (at) 2
            number  ; interval=1000, tenantColumn=T
            above   ; interval=1 day, tenantColumn=t, retention=1 month
            above   ; interval=10, tenantColumn=t
            by_key  ; interval=1 day, tenantColumn=t
            shown   ; interval=1 day, tenantColumn=t
            """)
    void takesWhatJavaTakes(String table, String fields) {
        manage(table, fields(fields));
        Map<String, @Nullable String> declared = row();
        manager().manage(java(table, fields(fields)));
        assertThat(declared).isEqualTo(row());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            # table  ; fields
            first    ; interval=1 day
            above    ; interval=1 day
            one      ; interval=1 day, tenantColumn=region
            first    ; interval=1 day, tenantColumn=Tenant
            first    ; interval=1 day, tenantColumn="Tenant".at
            first    ; interval=1 day, tenantColumn=a b
            first    ; interval=10, tenantColumn="Tenant"
            number   ; interval=1 day, tenantColumn=t
            second   ; interval=1 day, tenantColumn=t
            second   ; interval=1 day, tenantColumn=at
            three    ; interval=1 day, tenantColumn=t
            collated ; interval=1 day, tenantColumn=t
            two      ; interval=1 day, tenantColumn=t
            unfit    ; interval=1 day, tenantColumn=t
            above    ; interval=1 day, tenantColumn=at
            hashed   ; interval=1 day, tenantColumn=t
            hashed   ; interval=1 day
            first    ; interval=1 day, tenantColumn="Tenant", partitionName={table}_{start}
            one      ; interval=1 day, partitionName={table}_{tenant}_{start}
            one      ; interval=1 day, subPartitions=8
            one      ; interval=1 day, subPartitions=range (region) 8
            one      ; interval=1 day, subPartitions=hash () 8
            one      ; interval=1 day, subPartitions=hash (region) 0
            one      ; interval=1 day, subPartitions=hash (region) 1001
            one      ; interval=1 day, subPartitions=hash (region) many
            one      ; interval=1 day, subPartitions=hash (nowhere) 8
            one      ; interval=1 day, subPartitions=hash (Tenant) 8
            one      ; interval=1 day, subPartitions=hash (a b) 8
            one      ; interval=1 day, subPartitions=list (region) eu | us | eu
            one      ; interval=1 day, subPartitions=list (region) 1..3 | 2
            one      ; interval=1 day, subPartitions=list (region) 3..1
            one      ; interval=1 day, subPartitions=list (region) 1..20000
            one      ; interval=1 day, subPartitions=list (region) eu | | us
            one      ; interval=1 day, subPartitions=list (region) eu | MAXVALUE
            one      ; interval=1 day, subPartitions=list (region) 'eu'x
            one      ; interval=1 day, subPartitions=list (region) default | DEFAULT
            one      ; interval=1 day, subPartitions=list (region, at) eu
            keyed    ; interval=1 day, subPartitions=hash (region) 2
            """)
    void refusesWhatJavaRefuses(String table, String fields) {
        assertThatThrownBy(() -> manager().manage(java(table, fields(fields))))
                .isInstanceOf(PartitioningException.class)
                .satisfies(e -> assertThat(((PartitioningException) e).sqlState())
                        .as("Java itself")
                        .isEmpty());
        assertThatThrownBy(() -> manage(table, fields(fields)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageStartingWith("ERROR: Cannot manage \"App data\"." + table + ": ");
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-", textBlock = """
            # table ; fields                               ; tenant                                 ; retention ; kept as
            first   ; interval=1 day, tenantColumn="Tenant" ; acme                                   ; -         ; acme
            first   ; interval=1 day, tenantColumn="Tenant" ; ` NULL `                               ; 1 Month   ; ` NULL `
            number  ; interval=10, tenantColumn=t           ; A0EEBC999C0B4EF8BB6D6BB9BD380A11       ; 100       ; a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
            above   ; interval=1 day, tenantColumn=t        ; x                                      ; 36 hours  ; x
            """)
    void registersWhatJavaRegisters(
            String table, String fields, String tenant, @Nullable String retention, String kept) {
        manage(table, fields(fields));
        addTenant(table, tenant, retention);
        var bySql = db.queryRows("SELECT tenant, retention FROM pgpartition.managed_tenant");
        assertThat(bySql).containsExactly(Arrays.asList(kept, retention));
        manager().addTenant(name(table).sql(), tenant, retention);
        assertThat(db.queryRows("SELECT tenant, retention FROM pgpartition.managed_tenant"))
                .isEqualTo(bySql);
        db.execute("DROP TABLE IF EXISTS \"App data\".\"above_x\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-", textBlock = """
            # table ; fields                                ; tenant ; retention
            number  ; interval=10, tenantColumn=t           ; acme   ; -
            number  ; interval=10, tenantColumn=t           ; ``     ; -
            first   ; interval=1 day, tenantColumn="Tenant" ; acme   ; 30
            first   ; interval=1 day, tenantColumn="Tenant" ; acme   ; 0 days
            first   ; interval=1 day, tenantColumn="Tenant" ; acme   ; -1 day
            first   ; interval=1 day, tenantColumn="Tenant" ; acme   ; soon
            above   ; interval=10, tenantColumn=t           ; acme   ; 10 days
            one     ; interval=1 day                        ; acme   ; -
            """)
    void refusesTheTenantsThatJavaRefuses(String table, String fields, String tenant, @Nullable String retention) {
        manage(table, fields(fields));
        assertThatThrownBy(() -> addTenant(table, tenant, retention)).isInstanceOf(SqlFailure.class);
        assertThatThrownBy(() -> manager().addTenant(name(table).sql(), tenant, retention))
                .isInstanceOf(PartitioningException.class);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_tenant"))
                .isZero();
    }

    @Test
    void saysWhyATenantIsNotTaken() {
        assertThatThrownBy(() -> addTenant("first", "x", null))
                .hasMessageStartingWith(
                        "ERROR: Cannot use tenant 'x' of \"App data\".first: the table has no policy.\n  Hint: Declare one with pgpartition.manage.");
        manage("one", fields("interval=1 day"));
        assertThatThrownBy(() -> addTenant("one", "x", null))
                .hasMessageStartingWith(
                        "ERROR: Cannot use tenant 'x' of \"App data\".one: its policy has no tenant_column.");
        manage("first", fields("interval=1 day, tenantColumn=\"Tenant\""));
        assertThatThrownBy(() -> db.execute("SELECT pgpartition.add_tenant('\"App data\".first', NULL)"))
                .hasMessageStartingWith("ERROR: Cannot use tenant NULL of \"App data\".first: it is no value.");
    }

    @Test
    void whatTheColumnWouldCutIsNotTaken() {
        db.execute(
                "CREATE TABLE \"App data\".short (t varchar(3), at date) PARTITION BY RANGE (t, at)",
                "CREATE TABLE \"App data\".padded (t char(4), at date) PARTITION BY RANGE (t, at)");
        manage("short", fields("interval=1 day, tenantColumn=t"));
        addTenant("short", "abc", null);
        assertThatThrownBy(() -> addTenant("short", "abcd", null))
                .hasMessageStartingWith(
                        "ERROR: Cannot use tenant 'abcd' of \"App data\".short: it is longer than its column takes.");
        manage("padded", fields("interval=1 day, tenantColumn=t"));
        manager().addTenant("\"App data\".padded", "ab");
        assertThat(db.queryStrings("SELECT tenant FROM pgpartition.managed_tenant ORDER BY 1"))
                .containsExactly("ab  ", "abc");
        assertThat(manager().plan().tables().get(0).steps()).isEmpty();
    }

    @Test
    void retentionOfTenantsMustFitAPolicyThatIsDeclaredAgain() {
        manage("above", fields("interval=1 day, tenantColumn=t"));
        addTenant("above", "acme", "30 days");
        assertThatThrownBy(() -> manage("above", fields("interval=10, tenantColumn=t")))
                .hasMessageStartingWith(
                        "ERROR: Cannot manage \"App data\".above: a tenant's retention does not fit the interval '10'.");
        manage("above", fields("interval=1 week, tenantColumn=t"));
        assertThat(db.queryStrings("SELECT tenant FROM pgpartition.managed_tenant"))
                .containsExactly("acme");
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(", (?=[a-zA-Z]+=)", -1)) {
            fields.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
        }
        return fields;
    }

    private static QualifiedName name(String table) {
        return QualifiedName.of("App data", table);
    }

    private static PartitionPolicy java(String table, Map<String, String> fields) {
        return PartitionPolicy.parse(name(table), fields);
    }

    /** The declaration, as it is read back. */
    private static Map<String, @Nullable String> row() {
        return db.run("reading", connection -> {
            ManagedTable managed = new Registry(connection).managedTables().get(0);
            Map<String, @Nullable String> fields = new LinkedHashMap<>();
            managed.policy().fields().forEach((field, text) -> fields.put(field.fieldName(), text));
            return fields;
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

    private static void addTenant(String table, String tenant, @Nullable String retention) {
        db.execute(RegistrySql.addTenant(name(table), tenant, retention).text());
    }
}
