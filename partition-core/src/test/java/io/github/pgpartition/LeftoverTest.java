package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that a pass detached, and did not get round to drop. */
class LeftoverTest {

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

    private static PartitionPolicy.Builder drops() {
        return policy().retention("2 days");
    }

    /** A pass that may detach, and then neither drop nor move. */
    private void leaveDetached(PartitionPolicy.Builder policy) {
        events.manager().manage(policy.build());
        db.execute(
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'not now'; END $$",
                "CREATE EVENT TRIGGER refuse ON sql_drop EXECUTE FUNCTION \"App data\".refuse()",
                "CREATE FUNCTION \"App data\".refuse_move() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF current_query() LIKE '%SET SCHEMA%' THEN RAISE EXCEPTION 'not now'; END IF; END $$",
                "CREATE EVENT TRIGGER refuse_move ON ddl_command_end EXECUTE FUNCTION \"App data\".refuse_move()");
        try {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.detached()).containsExactly(OLD);
            assertThat(report.failures()).hasSize(1);
        } finally {
            db.execute("DROP EVENT TRIGGER refuse", "DROP EVENT TRIGGER refuse_move");
        }
        assertThat(events.exists(OLD)).isTrue();
    }

    private void isLeftAloneAs(String why) {
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .startsWith("table ")
                .contains(" was detached to be dropped, and is left alone now, as " + why)
                .endsWith(": drop it yourself, or, where it is to stay or was moved, set next_action of partition_oid "
                        + oid() + " in pgpartition.history to NULL");
    }

    private String oid() {
        return String.valueOf(
                db.queryString("SELECT DISTINCT partition_oid FROM pgpartition.history WHERE action = 'detach'"));
    }

    @Test
    void nextPassDropsIt() {
        leaveDetached(drops());
        assertThat(events.manager().plan().toSql()).contains("DROP TABLE " + OLD.sql() + ";");
        MaintenanceReport next = events.manager().maintain();
        assertThat(next.dropped()).containsExactly(OLD);
        assertThat(next.detached()).isEmpty();
        assertThat(next.results().get(0).step().reason())
                .isEqualTo("an earlier pass detached it and got no further: its upper bound '2026-03-26 00:00:00+00' is"
                        + " at or before the cutoff '2026-03-26 12:00:00+00' (retention 2 days)");
        assertThat(events.exists(OLD)).isFalse();
        assertThat(events.manager().plan().isEmpty()).isTrue();
        assertThat(events.manager().maintain().findings()).isEmpty();
    }

    @Test
    void nextPassDropsWhatWasDetachedPlainly() {
        events.defaultPartition();
        leaveDetached(drops());
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void nextPassArchivesIt() {
        leaveDetached(drops().retentionAction(RetentionAction.ARCHIVE).retentionSchema("\"Old data\""));
        assertThat(events.manager().maintain().archived()).containsExactly(OLD);
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-25\""))
                .isEqualTo(1);
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void whatWasToBeDetachedOnlyIsNoLeftover() {
        events.manager().manage(drops().retentionAction(RetentionAction.DETACH).build());
        assertThat(events.manager().maintain().detached()).containsExactly(OLD);
        events.manager().manage(drops().build());
        assertThat(events.manager().plan().isEmpty()).isTrue();
        assertThat(events.manager().maintain().findings()).isEmpty();
        assertThat(events.exists(OLD)).isTrue();
    }

    @Test
    void policyOfTodayDecides() {
        leaveDetached(drops());
        events.manager().manage(drops().retention("3 days").build());
        isLeftAloneAs("retention would keep its rows now");
        events.manager().manage(policy().build());
        isLeftAloneAs("the table has no retention now");
        events.manager().manage(drops().hold("2026-03-25..2026-03-26").build());
        isLeftAloneAs("a hold keeps its rows");
        events.manager().manage(drops().retentionAction(RetentionAction.DETACH).build());
        isLeftAloneAs("retention_action is now 'detach'");
        events.manager().manage(drops().build());
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE \"App data\".\"Events_2026-03-25\" RENAME TO \"Mine\"",
                "ALTER TABLE \"App data\".\"Events_2026-03-25\" SET SCHEMA \"Old data\"",
                "ALTER TABLE \"App data\".\"Events_2026-03-25\" OWNER TO pg_database_owner",
                "UPDATE pgpartition.history SET partition_identity = replace(partition_identity, '.', '.1')"
            })
    void whatSomebodyHasTakenOverIsLeftAlone(String takesOver) {
        leaveDetached(drops());
        db.execute(takesOver);
        isLeftAloneAs("it was renamed, moved, given to another owner or restored since");
    }

    @Test
    void tableOfThatNameThatWasMadeSinceIsLeftAlone() {
        leaveDetached(drops());
        db.execute("DROP TABLE " + OLD.sql(), "CREATE TABLE " + OLD.sql() + " (LIKE " + EVENTS + ")");
        assertThat(events.manager().maintain().results()).isEmpty();
        assertThat(events.exists(OLD)).isTrue();
    }

    @Test
    void whatWasAttachedAgainIsAPartitionLikeAnyOther() {
        leaveDetached(drops());
        events.manager().manage(policy().build());
        db.execute("ALTER TABLE " + EVENTS + " ATTACH PARTITION " + OLD.sql()
                + " FOR VALUES FROM ('2026-03-25 00:00+00') TO ('2026-03-26 00:00+00')");
        assertThat(events.manager().maintain().findings()).isEmpty();
        db.execute("ALTER TABLE " + EVENTS + " DETACH PARTITION " + OLD.sql());
        events.manager().manage(drops().build());
        assertThat(events.manager().maintain().results()).isEmpty();
        assertThat(events.exists(OLD)).isTrue();
    }

    @Test
    void whatIsAPartitionOfAnotherTableNowIsLeftAlone() {
        leaveDetached(drops());
        events.createTable("Other", "timestamptz");
        db.execute("ALTER TABLE \"App data\".\"Other\" ATTACH PARTITION " + OLD.sql() + " DEFAULT");
        isLeftAloneAs("it is a partition of \"App data\".\"Other\" now");
        db.execute("ALTER TABLE \"App data\".\"Other\" DETACH PARTITION " + OLD.sql());
        MaintenanceReport afterwards = events.manager().maintain();
        assertThat(afterwards.results()).isEmpty();
        assertThat(afterwards.findings()).isEmpty();
        assertThat(events.exists(OLD)).isTrue();
    }

    @Test
    void rowOfTheHistoryThatSomebodyEditedStopsNothing() {
        leaveDetached(drops());
        db.execute("UPDATE pgpartition.history SET bounds = 'garbage' WHERE next_action IS NOT NULL");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(events.exists(OLD)).isTrue();
    }

    @Test
    void sameTableInAnotherDatabaseIsLeftAlone() {
        leaveDetached(drops());
        db.execute(
                "CREATE TABLE pgpartition.copy (LIKE pgpartition.history INCLUDING ALL)",
                "INSERT INTO pgpartition.copy OVERRIDING SYSTEM VALUE SELECT * FROM pgpartition.history",
                "DROP TABLE pgpartition.history",
                "ALTER TABLE pgpartition.copy RENAME TO history");
        isLeftAloneAs("it was renamed, moved, given to another owner or restored since");
    }

    @Test
    void lookAlikeIsLeftAlone() {
        leaveDetached(drops());
        QualifiedName alike = QualifiedName.of("App data", "Events_2026-03-24");
        db.execute("CREATE TABLE " + alike.sql() + " (LIKE " + EVENTS + " INCLUDING ALL)");
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
        assertThat(events.exists(alike)).isTrue();
    }

    @Test
    void readerOfTheDetachedTableDefersItsDropOnly() {
        leaveDetached(drops());
        try (Session reader = db.session("SELECT count(*) FROM " + OLD.sql())) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.succeeded()).isTrue();
            assertThat(report.deferred())
                    .singleElement()
                    .extracting(StepResult::message)
                    .asString()
                    .contains("in the way: pid " + reader.pid());
        }
        assertThat(db.queryRows("SELECT attempts, lock_wait_ms >= 250, message LIKE '%in the way: pid%', next_action"
                        + " FROM pgpartition.history WHERE outcome = 'deferred'"))
                .containsExactly(java.util.Arrays.asList("3", "t", "t", null));
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
        assertThat(events.partitionNames()).contains(made("20260328")).doesNotContain(OLD);
    }
}
