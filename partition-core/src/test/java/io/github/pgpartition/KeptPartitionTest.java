package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is past its retention and cannot go, and what is done about it. */
class KeptPartitionTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        db.execute("DROP SCHEMA IF EXISTS \"Old data\" CASCADE", "CREATE SCHEMA \"Old data\"");
        events.day("2026-03-25");
        events.day("2026-03-27");
    }

    private PartitionManager manager(RetentionAction action) {
        var policy = policy().retention("2 days").retentionAction(action);
        if (action == RetentionAction.ARCHIVE) {
            policy.retentionSchema("\"Old data\"");
        }
        events.manager().manage(policy.build());
        return events.manager();
    }

    private static String finding(MaintenanceReport report) {
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0).message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE VIEW "App data"."Old" AS SELECT * FROM ONLY %s              | view "App data"."Old"
            CREATE MATERIALIZED VIEW "App data"."Old" AS SELECT count(*) FROM %s | materialized view "App data"."Old"
            CREATE FUNCTION "App data".f(%s) RETURNS int LANGUAGE sql AS 'SELECT 1' | function "App data".f("App data"."Events_2026-03-25")
            CREATE PROCEDURE "App data".f(%s[]) LANGUAGE sql AS '' | procedure "App data".f("App data"."Events_2026-03-25"[])
            CREATE FUNCTION "App data".f() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM %s) | function "App data".f()
            CREATE TYPE "App data".c AS (e %s) | composite type column "App data".c.e
            CREATE DOMAIN "App data".d AS %s | type "App data".d
            CREATE TABLE "App data"."Other" (e %s) | table column "App data"."Other".e
            CREATE TABLE "App data"."Other" (i bigint); CREATE POLICY p ON "App data"."Other" USING (i IN (SELECT "Id" FROM %s)) | policy p on "App data"."Other"
            CREATE SEQUENCE "App data".s OWNED BY %s."Id"; CREATE TABLE "App data"."Other" (i bigint DEFAULT nextval('"App data".s')) | default value for "App data"."Other".i
            CREATE TABLE "App data"."Refers" (i bigint, a timestamptz, CONSTRAINT "to old" FOREIGN KEY (i, a) REFERENCES %s) | foreign key "to old" of table "App data"."Refers"
            """)
    void whatDependsOnAPartitionKeepsItFromBeingDropped(String dependent, String name) {
        db.execute(dependent.replace("%s", OLD.sql()));
        MaintenanceReport report = manager(RetentionAction.DROP).maintain();
        assertThat(finding(report))
                .isEqualTo("partition " + OLD.sql() + " is past its retention and not dropped, as " + name
                        + " depends on it: drop what depends on it first");
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(events.partitionNames()).contains(OLD);
        db.execute("DROP SCHEMA pgpartition CASCADE");
    }

    @Test
    void whatDependsOnAPartitionKeepsItFromNothingElse() {
        db.execute("CREATE VIEW \"App data\".\"Old\" AS SELECT * FROM " + OLD.sql());
        assertThat(manager(RetentionAction.ARCHIVE).maintain().archived()).containsExactly(OLD);
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Old\"")).isEqualTo(1);
    }

    /** An extension lets go of its members only by itself. */
    @Test
    void extensionKeepsWhatBelongsToIt() {
        db.execute("ALTER EXTENSION plpgsql ADD TABLE " + OLD.sql());
        try {
            assertThat(finding(manager(RetentionAction.DROP).maintain()))
                    .contains("as extension plpgsql (ALTER EXTENSION plpgsql DROP … lets go of it) depends on it");
        } finally {
            db.execute("ALTER EXTENSION plpgsql DROP TABLE " + OLD.sql());
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void whatGoesWithThePartitionKeepsNothing() {
        db.execute(
                "ALTER TABLE " + OLD.sql() + " ADD CHECK (\"Id\" > 0), ENABLE ROW LEVEL SECURITY",
                "CREATE INDEX ON " + OLD.sql() + " ((\"Id\" + 1)) WHERE \"Id\" > 0",
                "CREATE STATISTICS \"App data\".stats ON \"Id\", \"At\" FROM " + OLD.sql(),
                "CREATE SEQUENCE \"App data\".s OWNED BY " + OLD.sql() + ".\"Id\"",
                "ALTER TABLE " + OLD.sql() + " ALTER \"Id\" SET DEFAULT nextval('\"App data\".s')",
                "CREATE POLICY p ON " + OLD.sql() + " USING (\"Id\" IN (SELECT o.\"Id\" FROM " + OLD.sql() + " o))",
                "CREATE RULE r AS ON DELETE TO " + OLD.sql() + " DO ALSO SELECT count(*) FROM " + OLD.sql(),
                "CREATE FUNCTION \"App data\".t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER t BEFORE INSERT ON " + OLD.sql()
                        + " FOR EACH ROW WHEN (NEW.\"Id\" > 0) EXECUTE FUNCTION \"App data\".t()",
                "CREATE TRIGGER of_all BEFORE INSERT ON " + EVENTS
                        + " FOR EACH ROW WHEN (NEW.\"Id\" > 0) EXECUTE FUNCTION \"App data\".t()",
                "DROP PUBLICATION IF EXISTS p",
                "CREATE PUBLICATION p FOR TABLE " + OLD.sql());
        assertThat(manager(RetentionAction.DROP).maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void whatTheServerDoesNotDropIsAFailureAndTriedAgain() {
        db.execute(
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'not now'; END $$",
                "CREATE EVENT TRIGGER refuse ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION \"App data\".refuse()");
        PartitionManager manager = manager(RetentionAction.DROP);
        try {
            for (int pass = 1; pass <= 2; pass++) {
                assertThat(manager.maintain().failures())
                        .singleElement()
                        .satisfies(f -> assertThat(f.message())
                                .startsWith("Cannot drop table " + OLD.sql() + ": ERROR: not now"));
            }
        } finally {
            db.execute("DROP EVENT TRIGGER refuse");
        }
        assertThat(manager.maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void lastPartitionStays() {
        PartitionManager manager = manager(RetentionAction.DROP);
        db.execute(
                "DROP TABLE \"App data\".\"Events_2026-03-27\"",
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'not now'; END $$",
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION"
                        + " \"App data\".refuse()");
        try {
            MaintenanceReport report = manager.maintain();
            assertThat(report.failures()).hasSize(2);
            assertThat(report.findings())
                    .extracting(Finding::message)
                    .containsExactly("partition " + OLD.sql() + " stays, as it is the last one of its table");
            assertThat(report.results())
                    .extracting(StepResult::outcome)
                    .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.KEPT, Outcome.SKIPPED);
        } finally {
            db.execute("DROP EVENT TRIGGER refuse");
        }
        assertThat(manager.maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void missingSchemaIsAFailureAndNothingIsDetached() {
        PartitionManager manager = manager(RetentionAction.ARCHIVE);
        db.execute("DROP SCHEMA \"Old data\"");
        MaintenanceReport report = manager.maintain();
        String message = "Cannot archive partitions of " + EVENTS + ": schema \"Old data\" does not exist."
                + " Create it, or declare another retentionSchema; nothing is detached before.";
        assertThat(report.failures()).extracting(f -> f.message()).containsExactly(message);
        assertThat(report.created()).hasSize(2);
        assertThat(events.partitionNames()).contains(OLD);
        assertThat(manager.plan().toSql()).contains("-- " + message);
        assertThat(manager.plan().toText()).contains("  failed: " + message);
        assertThat(manager.plan().toJson()).contains("\"failures\":[\"Cannot archive partitions of ");
        db.execute("CREATE SCHEMA \"Old data\"");
        assertThat(manager.maintain().archived()).containsExactly(OLD);
    }

    @Test
    void missingSchemaIsToldBeforeAPartitionIsToGoThere() {
        events.reset();
        PartitionManager manager = manager(RetentionAction.ARCHIVE);
        assertThat(manager.maintain().findings()).isEmpty();
        db.execute("DROP SCHEMA \"Old data\"");
        String message = EVENTS
                + ": schema \"Old data\", to which its partitions are to be archived, does not exist: create it, or"
                + " declare another retentionSchema";
        assertThat(manager.plan().isEmpty()).isTrue();
        assertThat(manager.plan().toSql()).contains("-- " + message);
        assertThat(finding(manager.maintain())).isEqualTo(message.substring(EVENTS.length() + 2));
        assertThat(finding(manager.maintain())).isEqualTo(message.substring(EVENTS.length() + 2));
    }

    @Test
    void schemaToArchiveToHasToBeThereWhenItIsDeclared() {
        PartitionPolicy.Builder policy =
                policy().retentionAction(RetentionAction.ARCHIVE).retention("2 days");
        PartitionManager manager = events.manager();
        assertThatThrownBy(
                        () -> manager.manage(policy.retentionSchema("nowhere").build()))
                .hasMessage(
                        "Cannot manage " + EVENTS + ": there is no schema \"nowhere\" to archive to. Create it first,"
                                + " or correct retentionSchema.");
        manager.install();
        for (String schema : List.of("nowhere", "old data", "\"Old data\".x")) {
            assertThatThrownBy(() -> db.execute("SELECT pgpartition.manage('" + EVENTS
                            + "', '1 day', retention => '2 days', retention_action => 'archive', retention_schema => '"
                            + schema + "')"))
                    .rootCause()
                    .hasMessageStartingWith(
                            "ERROR: Cannot manage " + EVENTS + ": there is no schema " + schema + " to archive to.");
        }
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
        manager.manage(policy.retentionSchema("\"Old data\"").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE \"Old data\".\"Events_2026-03-25\" ()",
                "CREATE TYPE \"Old data\".\"Events_2026-03-25\" AS ENUM ()"
            })
    void nameThatIsTakenInTheArchiveIsNumbered(String taken) {
        db.execute(taken, "CREATE TABLE \"App data\".\"Events_2026-03-25_2\" ()");
        MaintenanceReport report = manager(RetentionAction.ARCHIVE).maintain();
        assertThat(finding(report))
                .isEqualTo("table " + OLD.sql()
                        + " is archived as \"Events_2026-03-25_3\", as schema \"Old data\" has something of that name");
        assertThat(report.archived()).containsExactly(OLD);
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-25_3\""))
                .isEqualTo(1);
    }

    @Test
    void nameOfAnIndexThatIsTakenInTheArchiveIsNumbered() {
        db.execute("CREATE TABLE \"Old data\".\"Events_2026-03-25_pkey\" ()");
        MaintenanceReport report = manager(RetentionAction.ARCHIVE).maintain();
        assertThat(report.archived()).containsExactly(OLD);
        assertThat(finding(report))
                .isEqualTo("index \"App data\".\"Events_2026-03-25_pkey\" is archived as"
                        + " \"Events_2026-03-25_pkey_2\", as schema \"Old data\" has something of that name");
        assertThat(
                        db.queryStrings(
                                "SELECT indexname FROM pg_indexes WHERE schemaname = 'Old data' AND tablename = 'Events_2026-03-25'"))
                .containsExactly("Events_2026-03-25_pkey_2");
    }

    @Test
    void tableThatCitusDistributesIsDetachedPlainly() {
        db.execute(
                "SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);"
                        + " INSERT INTO pg_catalog.pg_dist_partition VALUES ('" + EVENTS + "')");
        try {
            assertThat(manager(RetentionAction.DROP).maintain().dropped()).containsExactly(OLD);
            assertThat(db.queryStrings("SELECT statements FROM pgpartition.history WHERE action = 'detach'"))
                    .containsExactly("ALTER TABLE " + EVENTS + " DETACH PARTITION " + OLD.sql() + ";");
        } finally {
            db.execute("SET allow_system_table_mods = on; DROP TABLE pg_catalog.pg_dist_partition");
        }
    }

    private void otherPartitionRefersToOld(QualifiedName other) {
        db.execute(
                "ALTER TABLE " + EVENTS + " ADD \"Other\" bigint, ADD \"Other at\" timestamptz",
                "ALTER TABLE " + other.sql()
                        + " ADD CONSTRAINT \"to old\" FOREIGN KEY (\"Other\", \"Other at\") REFERENCES " + OLD.sql());
    }

    /** Before its detach: afterwards it could be neither dropped nor read through its table. */
    @Test
    void foreignKeyOfAnotherPartitionOfTheTableKeepsItToo() {
        QualifiedName other = QualifiedName.of("App data", "Events_2026-03-27");
        otherPartitionRefersToOld(other);
        assertThat(finding(manager(RetentionAction.DROP).maintain()))
                .isEqualTo(
                        "partition " + OLD.sql() + " is past its retention and not dropped, as foreign key \"to old\""
                                + " of table " + other.sql() + " depends on it: drop what depends on it first");
        assertThat(events.partitionNames()).contains(OLD);
        db.execute("ALTER TABLE " + other.sql() + " DROP CONSTRAINT \"to old\"");
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-24", "2026-03-26"})
    void foreignKeyOfAnotherPartitionThatGoesKeepsItUntilThatIsGone(String day) {
        QualifiedName other = events.day(day);
        otherPartitionRefersToOld(other);
        manager(RetentionAction.DROP);
        db.execute("UPDATE pgpartition.managed_table SET retention = '1 day'");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.dropped()).containsExactly(other);
        assertThat(finding(report)).startsWith("partition " + OLD.sql() + " is past its retention and not dropped");
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }
}
