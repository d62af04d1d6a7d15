package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code runPartitionMaintenance} in the changelogs of people. */
class MaintenanceLiveTest extends MaintenanceFixture {

    private static List<String> history() {
        return db.queryStrings("SELECT action || ' ' || outcome FROM pgpartition.history ORDER BY id");
    }

    @Test
    void eachUpdateRunsAPassAndTellsWhatItDid() throws Exception {
        update(MAINTAIN);
        List<String> days = partitions("Events");
        assertThat(days).containsAll(due("Events")).doesNotContain("Events_old");
        assertThat(exists("Events_old")).isFalse();
        assertThat(told())
                .contains("of 1 table: ", " created, 1 detached, 1 dropped, 0 archived, 0 deferred, 0 failed");
        assertThat(connection.getAutoCommit()).isFalse();

        List<String> checksums = db.queryStrings("SELECT md5sum FROM public.databasechangelog");
        db.execute("DROP TABLE \"App data\".\"" + days.get(days.size() - 1) + "\"");
        update(MAINTAIN);
        assertThat(partitions("Events")).isEqualTo(days);
        assertThat(db.queryStrings("SELECT md5sum FROM public.databasechangelog"))
                .hasSize(1)
                .isEqualTo(checksums);
        assertThat(db.queryString("SELECT exectype FROM public.databasechangelog"))
                .isEqualTo("RERAN");
    }

    @Test
    void passBringsTheSchemaOfAnEarlierVersionUpToDate() {
        String version = db.queryString("SELECT obj_description('pgpartition'::regnamespace, 'pg_namespace')");
        db.execute("COMMENT ON SCHEMA pgpartition IS NULL");
        update(MAINTAIN);
        assertThat(db.queryString("SELECT obj_description('pgpartition'::regnamespace, 'pg_namespace')"))
                .isEqualTo(version);
    }

    @Test
    void onlyTheTableThatIsNamedIsMaintained() {
        manage("public.others");
        update(MAINTAIN.replace("Maintenance/", "Maintenance schemaName=\"App data\" tableName=\"Events\"/"));
        assertThat(partitions("Events")).containsAll(due("Events"));
        assertThat(db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.others'::regclass"))
                .isEqualTo(1);
    }

    @Test
    void schemaAloneMeansItsTables() {
        manage("public.others");
        update(MAINTAIN.replace("Maintenance/", "Maintenance schemaName=\"public\"/"));
        assertThat(partitions("Events")).containsExactly("Events_old");
        assertThat(db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.others'::regclass"))
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void tableThatIsNotManagedIsAnErrorWhereItIsNamed() {
        db.execute("CREATE TABLE public.plain (at date) PARTITION BY RANGE (at)");
        assertThatThrownBy(() -> update(MAINTAIN.replace("Maintenance/", "Maintenance tableName=\"plain\"/")))
                .hasMessageContaining(
                        "Cannot maintain \"public\".\"plain\": it has no policy. Declare one with managePartitions.");
        assertThatThrownBy(() -> update(MAINTAIN.replace("Maintenance/", "Maintenance tableName=\"gone\"/")))
                .hasMessageContaining(
                        "Cannot maintain \"public\".\"gone\": there is no partitioned table of that name. Create it,"
                                + " or correct the name.");
        assertThatThrownBy(() -> update(MAINTAIN.replace("Maintenance/", "Maintenance schemaName=\"gone\"/")))
                .hasMessageContaining(
                        "Cannot maintain every managed table of schema \"gone\": there is no schema \"gone\"."
                                + " Create it, or correct its name.");
    }

    @Test
    void databaseInWhichNothingIsManagedIsNothingToDo() {
        db.execute("DROP SCHEMA pgpartition CASCADE");
        update(MAINTAIN);
        assertThat(told()).contains("of 0 tables: 0 created");
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
        assertThat(partitions("Events")).containsExactly("Events_old");
    }

    @Test
    void failedTableFailsTheChangesetWithTheReportWhenTheOthersAreDone() {
        manage("public.others");
        db.execute("UPDATE pgpartition.managed_table SET retention_action = 'archive', retention_schema = 'nowhere'"
                + " WHERE relation = 'public.others'::regclass");
        assertThatThrownBy(() -> update(MAINTAIN))
                .hasMessageContaining("of 2 tables: ")
                .hasMessageContaining("failed: \"public\".\"others\": ")
                .hasMessageContaining("nowhere");
        assertThat(partitions("Events")).containsAll(due("Events")).doesNotContain("Events_old");
        assertThat(db.queryLong("SELECT count(*) FROM public.databasechangelog"))
                .isZero();
    }

    @Test
    void whatDidNotGetItsLockIsLeftToTheNextPass() {
        try (Session reader = db.session("BEGIN; SELECT count(*) FROM \"App data\".\"Events_old\"")) {
            with(
                    Map.of("liquibase.partition.lockTimeout", "50ms", "liquibase.partition.lockRetries", 1),
                    () -> update(MAINTAIN));
            assertThat(told()).contains(" 1 deferred, 0 failed", "pid " + reader.pid());
        }
        assertThat(partitions("Events")).containsAll(due("Events"));
        assertThat(exists("Events_old")).isTrue();
        update(MAINTAIN);
        assertThat(exists("Events_old")).isFalse();
        assertThat(partitions("Events")).doesNotContain("Events_old");
    }

    @Test
    void rollbackGoesThroughItAndUndoesNothing() {
        String before = changeSet(
                "before", "", "<createTable tableName=\"plain\"><column name=\"a\" type=\"int\"/></createTable>");
        update(before + MAINTAIN);
        List<String> days = partitions("Events");
        liquibase.rollbackCount(before + MAINTAIN, 2);
        assertThat(db.queryString("SELECT to_regclass('public.plain')")).isNull();
        assertThat(partitions("Events")).isEqualTo(days);
        assertThat(db.queryLong("SELECT count(*) FROM public.databasechangelog"))
                .isZero();
    }

    @Test
    void updateSqlPrintsThePlanAndChangesNothing() {
        String printed = liquibase.updateSql(MAINTAIN);
        assertThat(printed)
                .contains(
                        "-- Partition maintenance of every managed table, as of now; partitions that are made or declared"
                                + " above are not in it yet\n-- Maintenance at ")
                .contains("-- why: its upper bound '2020-01-02 00:00:00+00' is at or before the cutoff")
                .contains(
                        "ALTER TABLE \"App data\".\"Events\" DETACH PARTITION \"App data\".\"Events_old\" CONCURRENTLY;");
        assertThat(partitions("Events")).containsExactly("Events_old");
        assertThat(history()).isEmpty();
        Script.apply(db, folder, printed);
        assertThat(partitions("Events")).containsAll(due("Events")).doesNotContain("Events_old");
        update(MAINTAIN.replace("\"maintain\"", "\"again\""));
        assertThat(told()).contains(": 0 created, 0 detached, 0 dropped");
    }

    @Test
    void updateSqlOfATableThatIsDeclaredInTheSameScriptSaysSo() {
        String printed = liquibase.updateSql(MAINTAIN.replace("Maintenance/", "Maintenance tableName=\"soon\"/"));
        assertThat(printed)
                .contains(
                        "-- Partition maintenance of \"public\".\"soon\": not as of now. Cannot plan the maintenance of \"public\".\"soon\":"
                                + " there is no partitioned table of that name.");
        Script.apply(db, folder, printed);
    }

    @Test
    void offlineScriptSaysWhatToRun() {
        String printed = LiquibaseRun.offlineSql(folder, db.serverVersion(), MAINTAIN);
        assertThat(printed)
                .contains(
                        "-- Partition maintenance of every managed table: what is due depends on the time and on the database,"
                                + " so that nothing can be printed without a connection. Run it with: liquibase partition-maintain");
        Script.apply(db, folder, printed);
        assertThat(partitions("Events")).containsExactly("Events_old");
    }

    @Test
    void transactionIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> update(changeSet("1", "runAlways=\"true\"", "<partition:runPartitionMaintenance/>")))
                .hasMessageContaining(
                        "runPartitionMaintenance cannot run in a transaction: each of its steps is one of its own. Put it in"
                                + " a changeset of its own with runInTransaction=\"false\".");
        assertThat(partitions("Events")).containsExactly("Events_old");
    }

    @Test
    void modifySqlIsRefused() {
        assertThatThrownBy(() -> update(MAINTAIN.replace(
                        "</changeSet>", "<modifySql><append value=\" -- x\"/></modifySql></changeSet>")))
                .hasMessageContaining(
                        "runPartitionMaintenance cannot be changed by modifySql: what it does is decided while it runs. Put"
                                + " it in a changeset of its own.");
        assertThat(partitions("Events")).containsExactly("Events_old");
    }
}
