package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants that a changelog declares. */
class TenantLiveTest extends PartitionsFixture {

    private static final String UUID = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

    private static String manage(String attributes, String... tenants) {
        return "<partition:managePartitions @ interval=\"1 year\" premake=\"1\" tenantColumn=\"t\" " + attributes + ">"
                + String.join("", tenants) + "</partition:managePartitions>";
    }

    private static String tenant(String id, String attributes) {
        return "<partition:tenant id=\"" + id + "\"" + attributes + "/>";
    }

    private List<String> tenants() {
        return db.queryStrings("SELECT concat_ws('=', tenant, retention) FROM pgpartition.managed_tenant ORDER BY 1");
    }

    private List<String> parents() {
        return db.queryStrings("SELECT DISTINCT regexp_replace(relname, '20[0-9]+', 'year') FROM pg_class"
                + " WHERE relispartition AND relkind IN ('r', 'p') ORDER BY 1");
    }

    @Test
    void tenantsHaveTheirPartitionsAfterUpdate() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (t uuid, at timestamptz) PARTITION BY RANGE (t, at)");
        liquibase.update(changeSet(
                "1", manage("", tenant(UUID.toUpperCase(java.util.Locale.ROOT), " retention=\"5 years\""))));
        assertThat(tenants()).containsExactly(UUID + "=5 years");
        assertThat(partitions("Events")).hasSize(2).allMatch(name -> name.startsWith("Events_" + UUID + "_p20"));
        db.execute("INSERT INTO \"App data\".\"Events\" VALUES ('" + UUID + "', now())");
    }

    @Test
    void declaredTenantsReplaceThoseBefore() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (t text, at timestamptz) PARTITION BY RANGE (t, at)");
        String first = changeSet("1", manage("", tenant("a", ""), tenant("b", " retention=\"1 year\"")));
        liquibase.update(first);
        db.execute("SELECT pgpartition.add_tenant('\"App data\".\"Events\"', 'at run time')");
        String second = first + changeSet("2", manage("", tenant("b", ""), tenant("c", "")));
        liquibase.update(second);
        assertThat(tenants()).containsExactly("b", "c");
        assertThat(partitions("Events")).hasSize(6);
    }

    @Test
    void tenantsStayWhereNoneAreDeclared() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (t text, at timestamptz) PARTITION BY RANGE (t, at)");
        String first = changeSet("1", manage("", tenant("a", "")));
        liquibase.update(first);
        db.execute("SELECT pgpartition.add_tenant('\"App data\".\"Events\"', 'at run time')");
        liquibase.update(first + changeSet("2", manage("retention=\"9 years\"")));
        assertThat(tenants()).containsExactly("a", "at run time");
        assertThat(partitions("Events")).hasSize(4).anyMatch(name -> name.startsWith("Events_at run time_p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partitionKey=\"t, at\" #RangePartitionedTable",
                "partitionKey=\"t\" primaryKey=\"t, id, at\" #ListPartitionedTable",
                "partitionKey=\"t\" #ListPartitionedTable"
            })
    void printedScriptDoesWhatUpdateDoes(String table) {
        String element = "partition:create" + table.substring(table.indexOf('#') + 1);
        String columns = "<column name=\"t\" type=\"text\"><constraints nullable=\"false\"/></column>"
                + "<column name=\"id\" type=\"uuid\"><constraints nullable=\"false\"/></column>"
                + "<column name=\"at\" type=\"timestamptz\"><constraints nullable=\"false\"/></column>";
        String changes = changeSet(
                "1",
                "<" + element + " @ " + table.substring(0, table.indexOf('#')) + ">" + columns + "</" + element + ">"
                        + manage(
                                "subPartitions=\"hash (t) 2\"",
                                tenant("o'b", ""),
                                tenant("b", " retention=\"1 year\"")));
        String script = liquibase.updateSql(changes);
        Script.apply(db, folder, script);
        List<String> printed = parents();
        List<String> registered = tenants();
        db.execute(
                "DROP SCHEMA IF EXISTS public, pgpartition, \"App data\" CASCADE",
                "CREATE SCHEMA public",
                "CREATE SCHEMA \"App data\"");
        liquibase.update(changes);
        assertThat(parents()).isEqualTo(printed).contains("Events_o'b_pyear_h1");
        assertThat(tenants()).isEqualTo(registered).containsExactly("b=1 year", "o'b");
        db.execute("DROP TABLE \"App data\".\"Events\"", "DROP SCHEMA pgpartition CASCADE");
        Script.apply(db, folder, LiquibaseRun.offlineSql(folder, db.serverVersion(), changes));
        assertThat(parents()).isEqualTo(printed);
    }

    @Test
    void declaredAgainInTheSameRunPrintsNothingTwice() {
        String changes = changeSet(
                        "1",
                        "<partition:createListPartitionedTable @ partitionKey=\"t\"><column name=\"t\" type=\"text\"/>"
                                + "<column name=\"at\" type=\"timestamptz\"/></partition:createListPartitionedTable>"
                                + manage("", tenant("a", "")))
                + changeSet("2", manage("", tenant("a", ""), tenant("b", "")));
        Script.apply(db, folder, LiquibaseRun.offlineSql(folder, db.serverVersion(), changes));
        assertThat(parents()).containsExactly("Events_a", "Events_a_pyear", "Events_b", "Events_b_pyear");
    }

    @Test
    void whatIsNoTenantIsRefusedBeforeAnythingIsWritten() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (t uuid, at timestamptz) PARTITION BY RANGE (t, at)");
        assertThatThrownBy(() -> liquibase.update(changeSet("1", manage("", tenant("acme", "")))))
                .hasMessageContaining(
                        "Cannot read the tenants of \"App data\".\"Events\": ERROR: invalid input syntax for type uuid: \"acme\"");
        assertThat(db.queryString("SELECT to_regclass('pgpartition.managed_table')"))
                .isNull();
        assertThatThrownBy(() -> liquibase.update(changeSet("1", manage("", tenant(UUID, " retention=\"30\"")))))
                .hasMessageContaining("Cannot add tenant '" + UUID
                        + "' to \"App data\".\"Events\": interval '1 year' and retention '30' are not of one kind");
        assertThatThrownBy(() -> liquibase.update(changeSet("1", manage("", tenant(UUID, ""), tenant(UUID, "")))))
                .hasMessageContaining(
                        "managePartitions on Events has the tenant '" + UUID + "' twice. Keep one of them.");
        assertThatThrownBy(
                        () -> liquibase.update(
                                changeSet(
                                        "1",
                                        "<partition:managePartitions @ interval=\"1 year\"><partition:tenant id=\"a\"/></partition:managePartitions>")))
                .hasMessageContaining(
                        "Cannot add tenant 'a' to \"App data\".\"Events\": its policy has no tenantColumn.");
    }
}
