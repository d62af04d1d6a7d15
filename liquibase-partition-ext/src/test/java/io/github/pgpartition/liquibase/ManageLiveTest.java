package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.testkit.Role;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Policies of tables that are in use. */
class ManageLiveTest extends PartitionsFixture {

    private static final String MANAGE =
            changeSet("1", "<partition:managePartitions @ interval=\"100\" premake=\"2\"/>");

    @Test
    void numberKeyGoesOnFromTheHighestKeyAndAroundNamesThatAreTaken() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)",
                "CREATE TABLE \"App data\".first PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (0) TO (1000)",
                "CREATE TABLE \"App data\".\"Events_p1000\" (a int)",
                "INSERT INTO \"App data\".\"Events\" VALUES (950)");
        liquibase.update(MANAGE);
        assertThat(partitions("Events"))
                .hasSize(3)
                .contains("first", "Events_p1100")
                .doesNotContain("Events_p1000");
        db.execute("INSERT INTO \"App data\".\"Events\" VALUES (1199)");
    }

    @Test
    void plainTableIsToldToBeOne() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (id bigint)");
        assertThatThrownBy(() -> liquibase.update(MANAGE))
                .hasMessageContaining(
                        "Cannot make the partitions of \"App data\".\"Events\": it is a plain table, and PostgreSQL"
                                + " makes no partitioned one of it. Create a partitioned table, and attach this one to it or move its rows"
                                + " there.");
    }

    @Test
    void schemaToArchiveToHasToBeThere() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)");
        String archive = MANAGE.replace(
                "premake", "retention=\"1000\" retentionAction=\"archive\" retentionSchema=\"nowhere\" premake");
        assertThatThrownBy(() -> liquibase.update(archive))
                .hasMessageContaining("there is no schema \"nowhere\" to archive to.; Hint: Create it first, or correct"
                        + " retention_schema. Correct what the server names");
        liquibase.update(changeSet("0", "<sql>CREATE SCHEMA nowhere</sql>") + archive);
        assertThat(partitions("Events")).hasSize(3);
    }

    @Test
    void unmanageWhereNothingWasEverManagedIsNothingToDo() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)");
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
        String unmanage = changeSet("1", "<partition:unmanagePartitions @/>");
        liquibase.update(unmanage);
        assertThat(partitions("Events")).isEmpty();
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
        db.execute(liquibase.updateSql(unmanage.replace("id=\"1\"", "id=\"2\"")));
    }

    @Test
    void unmanagedTableKeepsItsPartitions() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)");
        liquibase.update(MANAGE + changeSet("2", "<partition:unmanagePartitions @/>"));
        assertThat(partitions("Events")).hasSize(3);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
        assertThatThrownBy(
                        () -> liquibase.rollbackCount(MANAGE + changeSet("2", "<partition:unmanagePartitions @/>"), 1))
                .hasMessageContaining(
                        "unmanagePartitions on Events cannot be undone: the policy that was there is not known. Declare it again with"
                                + " managePartitions in a rollback of the changeset, or give it <rollback/> for none.");
    }

    @Test
    void policyThatIsDeclaredAlwaysMakesWhatIsDueAtEachUpdate() {
        db.execute("CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)");
        String always = MANAGE.replace("author=\"test\"", "author=\"test\" runAlways=\"true\"");
        liquibase.update(always);
        List<String> before = partitions("Events");
        assertThat(before).hasSize(3);
        db.execute("DROP TABLE \"App data\".\"" + before.get(2) + "\"");
        liquibase.update(always);
        assertThat(partitions("Events")).isEqualTo(before);
    }

    @Test
    void registryThatIsThereIsNotInstalledAgain() throws SQLException {
        PartitionManager.builder(db.dataSource()).build().install();
        Role role = db.role("maintainer");
        db.execute(
                "GRANT USAGE, CREATE ON SCHEMA public, \"App data\" TO " + role.name(),
                "GRANT USAGE ON SCHEMA pgpartition TO " + role.name(),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgpartition TO " + role.name(),
                "CREATE TABLE \"App data\".\"Events\" (id bigint) PARTITION BY RANGE (id)",
                "ALTER TABLE \"App data\".\"Events\" OWNER TO " + role.name());
        try (Session watching = db.session("SELECT * FROM pgpartition.status");
                Connection theirs = role.connect()) {
            assertThat(watching.pid()).isPositive();
            new LiquibaseRun(theirs, folder).update(MANAGE);
            assertThat(partitions("Events")).hasSize(3);
        }
        assertThat(liquibase.updateSql(MANAGE.replace("id=\"1\"", "id=\"2\""))).doesNotContain("CREATE OR REPLACE");
        db.execute("DROP OWNED BY " + role.name() + " CASCADE");
    }
}
