package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows in the DEFAULT partition that belong into partitions which are to be made. */
class DefaultHealingTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.defaultPartition();
    }

    private MaintenanceReport pass(PartitionPolicy.Builder policy) {
        PartitionManager manager = events.manager();
        manager.manage(policy.build());
        return manager.maintain();
    }

    private static PartitionPolicy.Builder keep() {
        return policy().defaultPartition(DefaultPartition.KEEP);
    }

    private void insert(String... keys) {
        for (String key : keys) {
            db.execute("INSERT INTO " + EVENTS + " SELECT coalesce(max(\"Id\"), 0) + 1, '" + key + "' FROM " + EVENTS);
        }
    }

    /** Which rows are where: {@code Events_default 7}. */
    private List<String> places() {
        return db.queryStrings("SELECT c.relname || ' ' || e.\"Id\" FROM " + EVENTS
                + " e JOIN pg_catalog.pg_class c ON c.oid = e.tableoid ORDER BY e.\"Id\"");
    }

    private List<List<@Nullable String>> actions() {
        return db.queryRows("SELECT action, partition FROM pgpartition.history WHERE outcome = 'done' ORDER BY id");
    }

    @Test
    void movesRowsOfTheNewPartitionAndLeavesTheOthers() {
        insert("2026-03-28 00:00+00", "2026-03-28 23:59:59.999999+00", "2026-03-29 00:00+00", "2026-03-30 00:00+00");
        MaintenanceReport report = pass(policy());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(places())
                .containsExactly("Events_p20260328 1", "Events_p20260328 2", "Events_p20260329 3", "Events_default 4");
        assertThat(report.results().get(0).step().reason())
                .isEqualTo(
                        "2 rows with keys from '2026-03-28 00:00:00+00' to '2026-03-28 23:59:59.999999+00' of its range"
                                + " are in DEFAULT partition \"App data\".\"Events_default\"");
        assertThat(events.manager().maintain().results()).isEmpty();
    }

    @Test
    void planShowsEveryStatementWithItsLocks() {
        insert("2026-03-28 06:00+00");
        events.manager().manage(policy().build());
        assertThat(events.manager().plan().toSql()).contains("""
                        BEGIN;
                        -- locks: ACCESS EXCLUSIVE on "App data"."Events"
                        LOCK TABLE ONLY "App data"."Events" IN ACCESS EXCLUSIVE MODE;
                        -- locks: ACCESS EXCLUSIVE on "App data"."Events_default"
                        LOCK TABLE ONLY "App data"."Events_default" IN ACCESS EXCLUSIVE MODE;
                        -- locks: ACCESS SHARE on "App data"."Events"
                        CREATE TABLE "App data"."Events_p20260328" (LIKE "App data"."Events" INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
                        -- locks: ROW EXCLUSIVE on "App data"."Events_default"
                        WITH moved AS (DELETE FROM ONLY "App data"."Events_default" WHERE ("At" IS NOT NULL) AND\
                         ("At" OPERATOR(pg_catalog.>=) '2026-03-28 00:00:00+00') AND ("At" OPERATOR(pg_catalog.<) '2026-03-29 00:00:00+00') RETURNING "Id", "At")\
                         INSERT INTO "App data"."Events_p20260328" ("Id", "At") OVERRIDING SYSTEM VALUE SELECT "Id", "At" FROM moved;
                        -- locks: ACCESS EXCLUSIVE on "App data"."Events_p20260328", ACCESS EXCLUSIVE on "App data"."Events_default", SHARE UPDATE EXCLUSIVE on "App data"."Events"
                        ALTER TABLE "App data"."Events" ATTACH PARTITION "App data"."Events_p20260328" FOR VALUES FROM ('2026-03-28 00:00:00+00') TO ('2026-03-29 00:00:00+00');
                        COMMIT;
                        """);
        assertThat(places()).containsExactly("Events_default 1");
    }

    @Test
    void keepEmptiesItBackToTheFirstRow() {
        insert("2026-03-20 12:00+00", "2026-03-26 12:00+00");
        MaintenanceReport report = pass(keep());
        assertThat(report.created()).hasSize(10).startsWith(made("20260320"));
        assertThat(places()).containsExactly("Events_p20260320 1", "Events_p20260326 2");
        assertThat(report.findings()).isEmpty();
        assertThat(events.manager().maintain().results()).isEmpty();
    }

    @Test
    void strayFarAwayIsToldAndMakesNoPartitions() {
        insert("1970-01-01 00:00+00", "2026-03-28 06:00+00", "2099-12-31 00:00+00");
        MaintenanceReport report = pass(keep());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(places()).containsExactly("Events_default 1", "Events_p20260328 2", "Events_default 3");
        String holds = "DEFAULT partition \"App data\".\"Events_default\" holds 1 row with keys from ";
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        holds
                                + "'1970-01-01 00:00:00+00' to '1970-01-01 00:00:00+00', before the oldest partition: they stay"
                                + " there; declare startAt where they are to have partitions",
                        holds
                                + "'2099-12-31 00:00:00+00' to '2099-12-31 00:00:00+00', beyond the partitions that are kept"
                                + " ahead: they stay there until their time has come, and nothing is made for them before;"
                                + " correct or delete them if they are strays");
    }

    @Test
    void rowsThatOutlivedRetentionStayAndAreTold() {
        insert("2026-03-01 06:00+00", "2026-03-27 06:00+00");
        MaintenanceReport report = pass(keep().retention("5 days"));
        assertThat(places()).containsExactly("Events_default 1", "Events_p20260327 2");
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly("DEFAULT partition \"App data\".\"Events_default\" holds 1 row with keys from"
                        + " '2026-03-01 06:00:00+00' to '2026-03-01 06:00:00+00', older than the retention: they stay there"
                        + " until somebody deletes them");
    }

    @Test
    void infiniteKeysStayAndBlockNothing() {
        insert("-infinity", "infinity", "2026-03-28 06:00+00", "2026-03-29 06:00+00");
        MaintenanceReport report = pass(keep());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings()).isEmpty();
        assertThat(places())
                .containsExactly("Events_default 1", "Events_default 2", "Events_p20260328 3", "Events_p20260329 4");
    }

    @Test
    void nullKeysStayAndBlockNothing() {
        db.execute(
                "DROP TABLE " + EVENTS,
                "CREATE TABLE " + EVENTS + " (\"Id\" bigint, \"At\" date) PARTITION BY RANGE (\"At\")");
        events.defaultPartition();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, NULL), (2, '2026-03-28')");
        assertThat(pass(keep()).succeeded()).isTrue();
        assertThat(places()).containsExactly("Events_default 1", "Events_p20260328 2");
    }

    @Test
    void everyColumnArrivesAsItWas() {
        db.execute(
                "DROP TABLE " + EVENTS,
                "CREATE TABLE " + EVENTS
                        + " (\"Id\" bigint GENERATED ALWAYS AS IDENTITY, gone int, \"At\" timestamptz NOT NULL,"
                        + " amount numeric, twice numeric GENERATED ALWAYS AS (amount * 2) STORED, note text)"
                        + " PARTITION BY RANGE (date_trunc('hour', \"At\" AT TIME ZONE 'UTC'))",
                "CREATE TABLE \"App data\".\"Events_default\" (note text, was int, amount numeric,"
                        + " twice numeric GENERATED ALWAYS AS (amount * 2) STORED,"
                        + " \"Id\" bigint NOT NULL, gone int, \"At\" timestamptz NOT NULL)",
                "ALTER TABLE \"App data\".\"Events_default\" DROP COLUMN was",
                "ALTER TABLE " + EVENTS + " ATTACH PARTITION \"App data\".\"Events_default\" DEFAULT",
                "ALTER TABLE " + EVENTS + " DROP COLUMN gone",
                "INSERT INTO " + EVENTS
                        + " (\"At\", amount, note) VALUES ('2026-03-28 06:30+00', 1.5, 'a'), ('2026-03-29', 2, NULL)");
        assertThat(pass(policy()).succeeded()).isTrue();
        assertThat(db.queryRows(
                        "SELECT \"Id\", amount, twice, note, tableoid::regclass FROM " + EVENTS + " ORDER BY 1"))
                .containsExactly(
                        List.of("1", "1.5", "3.0", "a", "\"App data\".\"Events_p20260328\""),
                        Arrays.asList("2", "2", "4", null, "\"App data\".\"Events_p20260328\""));
        db.execute("INSERT INTO " + EVENTS + " (\"At\", amount) VALUES ('2026-03-28 07:30+00', 3)");
        assertThat(db.queryLong("SELECT max(\"Id\") FROM " + EVENTS)).isEqualTo(3);
    }

    @Test
    void triggersDoNotFireAndAreWhatTheyWere() {
        db.execute(
                "CREATE TABLE \"App data\".fired (what text)",
                "CREATE FUNCTION \"App data\".fire() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO \"App data\".fired VALUES (TG_NAME || TG_OP); RETURN coalesce(NEW, OLD); END$$",
                "CREATE TRIGGER \"On all\" AFTER INSERT OR UPDATE OR DELETE ON " + EVENTS
                        + " FOR EACH ROW EXECUTE FUNCTION \"App data\".fire()",
                "CREATE TRIGGER always BEFORE DELETE ON \"App data\".\"Events_default\" FOR EACH STATEMENT"
                        + " EXECUTE FUNCTION \"App data\".fire()",
                "ALTER TABLE \"App data\".\"Events_default\" ENABLE ALWAYS TRIGGER always",
                "CREATE TRIGGER never BEFORE DELETE ON \"App data\".\"Events_default\" FOR EACH ROW"
                        + " EXECUTE FUNCTION \"App data\".fire()",
                "ALTER TABLE \"App data\".\"Events_default\" DISABLE TRIGGER never");
        insert("2026-03-28 06:00+00");
        db.execute("TRUNCATE \"App data\".fired");
        assertThat(pass(policy()).succeeded()).isTrue();
        assertThat(places()).containsExactly("Events_p20260328 1");
        assertThat(db.queryStrings("SELECT what FROM \"App data\".fired")).isEmpty();
        assertThat(db.queryRows("SELECT tgname, tgenabled FROM pg_catalog.pg_trigger WHERE tgrelid ="
                        + " '\"App data\".\"Events_default\"'::regclass AND tgconstraint = 0 ORDER BY 1"))
                .containsExactly(List.of("On all", "O"), List.of("always", "A"), List.of("never", "D"));
        db.execute("UPDATE " + EVENTS + " SET \"Id\" = 5");
        assertThat(db.queryStrings("SELECT what FROM \"App data\".fired")).containsExactly("On allUPDATE");
    }

    @Test
    void foreignKeysOfTheRowsAreChecked() {
        db.execute(
                "CREATE TABLE \"App data\".kinds (id bigint PRIMARY KEY)",
                "INSERT INTO \"App data\".kinds VALUES (1)",
                "ALTER TABLE " + EVENTS + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".kinds");
        insert("2026-03-28 06:00+00");
        assertThat(pass(policy()).succeeded()).isTrue();
        assertThat(places()).containsExactly("Events_p20260328 1");
        assertThat(db.queryLong("SELECT count(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND convalidated"
                        + " AND conrelid = '\"App data\".\"Events_p20260328\"'::regclass"))
                .isEqualTo(1);
    }

    @Test
    void rowsThatOthersReferToAreRefusedWithTheReasonAndTheRestIsDone() {
        insert("2026-03-28 06:00+00", "2026-03-28 07:00+00");
        db.execute(
                "CREATE TABLE \"App data\".notes (event bigint, at timestamptz, CONSTRAINT \"To event\" FOREIGN KEY (event, at)"
                        + " REFERENCES " + EVENTS + " ON DELETE CASCADE)",
                "INSERT INTO \"App data\".notes SELECT * FROM " + EVENTS);
        events.createTable("Others", "timestamptz");
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Others\"", "1 day").build());
        MaintenanceReport report = pass(policy());
        assertThat(report.succeeded()).isFalse();
        assertThat(report.failures())
                .singleElement()
                .satisfies(
                        f -> assertThat(f.message())
                                .isEqualTo(
                                        "Cannot create partition \"App data\".\"Events_p20260328\" of \"App data\".\"Events\": DEFAULT"
                                                + " partition \"App data\".\"Events_default\" holds 2 rows with keys from"
                                                + " '2026-03-28 06:00:00+00' to '2026-03-28 07:00:00+00' of its range. They are not moved: foreign"
                                                + " key \"To event\" of \"App data\".notes refers to its rows, nor can it become a partition as it"
                                                + " is. Correct, delete or move the rows that are in the way; the next pass tries again."));
        assertThat(report.created()).contains(made("20260329"), QualifiedName.of("App data", "Others_p20260328"));
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".notes")).isEqualTo(2);
        assertThat(events.manager().plan().toSql()).contains("-- not done: Cannot create partition");
    }

    @Test
    void publishedRowsAreNotTakenFromSubscribers() {
        insert("2026-03-28 06:00+00");
        insert("2026-05-28 06:00+00");
        db.execute("CREATE PUBLICATION \"Feed\" FOR TABLE " + EVENTS);
        MaintenanceReport report = pass(policy());
        db.execute("DROP PUBLICATION \"Feed\"");
        assertThat(report.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .contains(
                                "They are not moved: publication \"Feed\" would tell its subscribers that they are deleted, and"
                                        + " not where they went; and it cannot become a partition as it is: it also holds rows up to"
                                        + " '2026-05-28 06:00:00+00', beyond the partitions that are kept ahead"));
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(places()).containsExactly("Events_p20260328 1", "Events_default 2");
    }

    @Test
    void partitionedDefaultIsRefused() {
        db.execute(
                "DROP TABLE \"App data\".\"Events_default\"",
                "CREATE TABLE \"App data\".\"Events_default\" PARTITION OF " + EVENTS
                        + " DEFAULT PARTITION BY HASH (\"Id\")",
                "CREATE TABLE \"App data\".d0 PARTITION OF \"App data\".\"Events_default\" FOR VALUES WITH (MODULUS 1, REMAINDER 0)");
        insert("2026-03-28 06:00+00");
        MaintenanceReport report = pass(policy());
        assertThat(report.created()).containsExactly(made("20260329"));
        assertThat(report.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("They are not moved: it is partitioned itself"));
    }

    private MaintenanceReport passOfItsOwner(String... more) {
        var owner = db.role("owner");
        db.execute(
                "GRANT ALL ON SCHEMA \"App data\" TO " + owner.name(),
                "GRANT CREATE ON DATABASE " + db.name() + " TO " + owner.name(),
                "ALTER TABLE " + EVENTS + " OWNER TO " + owner.name(),
                "ALTER TABLE \"App data\".\"Events_default\" OWNER TO " + owner.name());
        db.execute(more);
        return owner.run("maintaining", connection -> {
            PartitionManager manager =
                    EventsFixture.settings(PartitionManager.builder(connection)).build();
            manager.manage(policy().build());
            return manager.maintain();
        });
    }

    @Test
    void hiddenRowsAreNotOverlooked() {
        insert("2026-03-28 06:00+00");
        MaintenanceReport report = passOfItsOwner(
                "ALTER TABLE \"App data\".\"Events_default\" ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE \"App data\".\"Events_default\" FORCE ROW LEVEL SECURITY");
        assertThat(report.created()).containsExactly(made("20260329"));
        assertThat(report.failures())
                .extracting(f -> f.message())
                .containsExactly(
                        "Cannot create partition " + made("20260328").sql() + " of " + EVENTS
                                + ": rows of its range are in the DEFAULT partition, and row security hides them from this role,"
                                + " so that they cannot be moved. Maintain the table as a role with BYPASSRLS, or move them as one.");
        assertThat(report.findings())
                .extracting(Finding::message)
                .anyMatch(m -> m.contains("row security hides rows from this role"));
        assertThat(places()).containsExactly("Events_default 1");
    }

    @Test
    void ownerMovesRowsWithoutFiringTriggers() {
        insert("2026-03-28 06:00+00", "2026-05-28 06:00+00");
        MaintenanceReport report = passOfItsOwner(
                "CREATE FUNCTION \"App data\".fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''fired''; END'",
                "CREATE TRIGGER \"On all\" AFTER DELETE ON " + EVENTS
                        + " FOR EACH ROW EXECUTE FUNCTION \"App data\".fire()");
        if (db.serverVersion() >= 15) {
            assertThat(report.succeeded()).isTrue();
            assertThat(places()).containsExactly("Events_p20260328 1", "Events_default 2");
        } else {
            assertThat(report.failures())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message())
                            .contains("They are not moved: trigger \"On all\" would fire: before PostgreSQL 15, only a"
                                    + " superuser may disable one that comes from the parent"));
        }
    }

    @Test
    void waitsForAReaderNoLongerThanAllowedAndLeavesEverythingAsItWas() {
        insert("2026-03-28 06:00+00");
        events.manager().manage(policy().build());
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.succeeded()).isTrue();
            assertThat(report.deferred())
                    .hasSize(2)
                    .allSatisfy(r -> assertThat(r.message())
                            .contains("of 100 ms did not get the lock; in the way: pid " + reader.pid()))
                    .extracting(StepResult::attempts)
                    .containsExactly(3, 1);
            assertThat(reader.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        }
        assertThat(places()).containsExactly("Events_default 1");
        assertThat(events.manager().maintain().created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(places()).containsExactly("Events_p20260328 1");
        assertThat(actions())
                .containsExactly(
                        List.of("create", "\"App data\".\"Events_p20260328\""),
                        List.of("create", "\"App data\".\"Events_p20260329\""));
    }
}
