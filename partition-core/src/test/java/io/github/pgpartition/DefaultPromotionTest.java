package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A DEFAULT partition with more rows than are moved under a lock: 20,001 from 2026-03-26 10:00 to 2026-03-28 06:00. */
class DefaultPromotionTest {

    private static final QualifiedName DEFAULT = QualifiedName.of("App data", "Events_default");
    private static final String GUARDS = "SELECT count(*) FROM pg_catalog.pg_constraint WHERE conname LIKE '%guard'";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.defaultPartition();
        db.execute(
                "INSERT INTO " + EVENTS
                        + " SELECT i, '2026-03-26 10:00+00'::timestamptz + i * interval '7.92 s' FROM generate_series(0, 20000) AS i");
    }

    private MaintenanceReport pass(PartitionPolicy.Builder policy) {
        PartitionManager manager = events.manager();
        manager.manage(policy.build());
        return manager.maintain();
    }

    private static PartitionPolicy.Builder keep() {
        return policy().defaultPartition(DefaultPartition.KEEP);
    }

    private long fileOf(QualifiedName table) {
        return db.queryLong("SELECT pg_catalog.pg_relation_filenode('" + table.sql() + "'::regclass)");
    }

    @Test
    void filledDefaultBecomesAPartitionWithoutMovingARow() {
        long file = fileOf(DEFAULT);
        MaintenanceReport report = pass(keep());
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings()).isEmpty();
        assertThat(report.created()).containsExactly(made("20260329"), made("20260326"));
        assertThat(events.partitions())
                .containsExactly(
                        "Events_default DEFAULT",
                        "Events_p20260326 FOR VALUES FROM ('2026-03-26 00:00:00+00') TO ('2026-03-29 00:00:00+00')",
                        "Events_p20260329 FOR VALUES FROM ('2026-03-29 00:00:00+00') TO ('2026-03-30 00:00:00+00')");
        assertThat(fileOf(made("20260326"))).isEqualTo(file);
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(20_001);
        assertThat(db.queryLong("SELECT count(*) FROM " + DEFAULT.sql())).isZero();
        assertThat(db.queryLong(GUARDS)).isZero();
        assertThat(events.manager().maintain().results()).isEmpty();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-26 09:00+00'), (1, '2031-01-01')");
        assertThat(db.queryStrings("SELECT tableoid::regclass FROM " + EVENTS + " WHERE \"Id\" = 1 ORDER BY \"At\""))
                .containsExactly(
                        "\"App data\".\"Events_p20260326\"",
                        "\"App data\".\"Events_p20260326\"",
                        "\"App data\".\"Events_default\"");
    }

    @Test
    void promotedPartitionKeepsKeysTriggersAndForeignKeys() {
        db.execute(
                "CREATE TABLE \"App data\".kinds (id bigint PRIMARY KEY)",
                "INSERT INTO \"App data\".kinds SELECT generate_series(0, 20000)",
                "ALTER TABLE " + EVENTS + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".kinds",
                "CREATE INDEX ON " + EVENTS + " (\"At\")",
                "CREATE FUNCTION \"App data\".fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER \"On all\" AFTER INSERT ON " + EVENTS
                        + " FOR EACH ROW EXECUTE FUNCTION \"App data\".fire()");
        pass(keep());
        for (QualifiedName table : List.of(made("20260326"), DEFAULT)) {
            String oid = "'" + table.sql() + "'::regclass";
            assertThat(db.queryStrings("SELECT contype FROM pg_catalog.pg_constraint WHERE conrelid = " + oid
                            + " AND contype IN ('p', 'f', 'c') AND conparentid <> 0 AND convalidated ORDER BY 1"))
                    .containsExactly("f", "p");
            assertThat(db.queryLong("SELECT count(*) FROM pg_catalog.pg_index i JOIN pg_catalog.pg_inherits h"
                            + " ON h.inhrelid = i.indexrelid WHERE i.indrelid = " + oid))
                    .isEqualTo(2);
            assertThat(db.queryStrings(
                            "SELECT tgname FROM pg_catalog.pg_trigger WHERE tgname = 'On all' AND tgrelid = " + oid))
                    .containsExactly("On all");
        }
    }

    @Test
    void boundsStopAtTheNeighbours() {
        db.execute("DELETE FROM " + EVENTS + " WHERE \"At\" < '2026-03-26 12:00+00'");
        db.execute(
                "CREATE TABLE \"App data\".before PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-20 00:00+00') TO ('2026-03-26 11:00+00')",
                "CREATE TABLE \"App data\".behind PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-28 06:30+00') TO ('2026-03-29 00:00+00')");
        MaintenanceReport report = pass(policy());
        assertThat(report.succeeded()).isTrue();
        assertThat(events.partitions())
                .contains("Events_p20260326 FOR VALUES FROM ('2026-03-26 11:00:00+00') TO ('2026-03-28 06:30:00+00')");
    }

    @Test
    void rowsOnBothSidesOfAPartitionAreRefused() {
        db.execute(
                "DELETE FROM " + EVENTS + " WHERE \"At\" >= '2026-03-26 12:00+00' AND \"At\" < '2026-03-26 13:00+00'",
                "CREATE TABLE \"App data\".middle PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-26 12:00+00') TO ('2026-03-26 13:00+00')");
        MaintenanceReport report = pass(policy().startAt("2026-03-26"));
        assertThat(report.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .isEqualTo(
                                "Cannot create partition \"App data\".\"Events_p20260327\" of \"App data\".\"Events\": DEFAULT"
                                        + " partition \"App data\".\"Events_default\" holds more than 10000 rows with keys from"
                                        + " '2026-03-27 00:00:02.88+00' to '2026-03-27 23:59:54.24+00' of its range. They are not moved:"
                                        + " while everybody waits, at most 10000 rows are moved; and it cannot become a partition as it"
                                        + " is: it holds rows on both sides of partition \"App data\".\"middle\". Correct, delete or move"
                                        + " the rows that are in the way; the next pass tries again."));
        assertThat(report.created()).hasSize(4).contains(made("20260326"), made("20260328"));
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(19_547);
    }

    @Test
    void strayFarAwayKeepsItFromBeingPromotedAndTheWindowAsItIs() {
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2099-01-01+00')");
        MaintenanceReport report = pass(keep());
        assertThat(report.created()).containsExactly(made("20260326"), made("20260328"), made("20260329"));
        assertThat(report.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .contains(
                                "it cannot become a partition as it is: it also holds rows up to '2099-01-01 00:00:00+00',"
                                        + " beyond the partitions that are kept ahead"));
        db.execute("DELETE FROM " + EVENTS + " WHERE \"At\" > '2099-01-01'::date - 1");
        assertThat(events.manager().maintain().created()).containsExactly(made("20260327"));
        assertThat(db.queryLong("SELECT count(*) FROM " + DEFAULT.sql())).isZero();
    }

    @Test
    void infiniteKeyKeepsItFromBeingPromoted() {
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 'infinity')");
        assertThat(pass(keep()).failures())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .contains("it also holds 1 row whose key is NULL, infinite or not of this range"));
    }

    @Test
    void oursUnderNoneIsPromotedAndGoes() {
        events.reset();
        events.manager().manage(keep().build());
        events.manager().maintain();
        db.execute(
                "DROP TABLE \"App data\".\"Events_p20260328\"",
                "INSERT INTO " + EVENTS
                        + " SELECT i, '2026-03-28 00:00+00'::timestamptz + i * interval '1 s' FROM generate_series(0, 20000) AS i");
        assertThat(pass(policy()).succeeded()).isTrue();
        assertThat(events.partitionNames()).containsExactly(made("20260328"), made("20260329"));
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(20_001);
    }

    @Test
    void planShowsTheThreeTransactions() {
        events.manager().manage(keep().build());
        assertThat(events.manager().plan().toSql()).contains("""
                BEGIN;
                -- locks: ACCESS EXCLUSIVE on "App data"."Events_default"
                ALTER TABLE "App data"."Events_default" ADD CONSTRAINT "Events_default_pgpartition_guard" CHECK (("At" IS NOT NULL) AND ("At" OPERATOR(pg_catalog.>=) '2026-03-26 00:00:00+00') AND ("At" OPERATOR(pg_catalog.<) '2026-03-29 00:00:00+00')) NOT VALID;
                """, """
                -- locks: SHARE UPDATE EXCLUSIVE on "App data"."Events_default"
                ALTER TABLE "App data"."Events_default" VALIDATE CONSTRAINT "Events_default_pgpartition_guard";
                BEGIN;
                -- locks: ACCESS EXCLUSIVE on "App data"."Events"
                LOCK TABLE ONLY "App data"."Events" IN ACCESS EXCLUSIVE MODE;
                """);
        assertThat(db.queryLong(GUARDS)).isZero();
    }

    @Test
    void leavesNoCheckBehindWhereTheSwapHasToWait() {
        events.manager().manage(keep().build());
        try (Session reader = db.session("LOCK TABLE ONLY " + EVENTS + " IN ACCESS SHARE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred()).singleElement().satisfies(r -> {
                assertThat(r.step().kind()).isEqualTo(StepKind.PROMOTE);
                assertThat(r.message()).contains("in the way: pid " + reader.pid());
            });
            assertThat(db.queryLong(GUARDS)).isZero();
        }
        assertThat(events.manager().maintain().created()).containsExactly(made("20260326"));
    }

    @Test
    void nextPassTakesAwayTheCheckThatACrashHasLeftAndEndsTheWork() {
        events.manager().manage(keep().build());
        db.execute(
                "ALTER TABLE " + DEFAULT.sql()
                        + " ADD CONSTRAINT \"Events_default_pgpartition_guard\" CHECK (\"Id\" >= 0) NOT VALID",
                "COMMENT ON CONSTRAINT \"Events_default_pgpartition_guard\" ON " + DEFAULT.sql()
                        + " IS 'pgpartition guard: left'",
                "ALTER TABLE " + DEFAULT.sql() + " ADD CONSTRAINT theirs_guard CHECK (\"Id\" >= 0)");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.results().get(0).step().kind()).isEqualTo(StepKind.CLEAN);
        assertThat(report.created()).containsExactly(made("20260329"), made("20260326"));
        assertThat(db.queryStrings("SELECT conname FROM pg_catalog.pg_constraint WHERE conname LIKE '%guard'"))
                .containsExactly("theirs_guard");
    }
}
