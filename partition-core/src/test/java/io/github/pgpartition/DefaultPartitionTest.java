package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether there is a DEFAULT partition: kept, made, removed, or somebody else's. */
class DefaultPartitionTest {

    private static final QualifiedName DEFAULT = QualifiedName.of("App data", "Events_default");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private MaintenanceReport pass(PartitionPolicy.Builder policy) {
        PartitionManager manager = events.manager();
        manager.manage(policy.build());
        return manager.maintain();
    }

    private static PartitionPolicy.Builder keep() {
        return policy().defaultPartition(DefaultPartition.KEEP);
    }

    @Test
    void keepMakesOneWhereThereIsNone() {
        MaintenanceReport report = pass(keep());
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"), DEFAULT);
        assertThat(events.partitions()).contains("Events_default DEFAULT");
        assertThat(events.manager().maintain().results()).isEmpty();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2031-01-01+00')");
        assertThat(db.queryStrings("SELECT tableoid::regclass FROM " + EVENTS))
                .containsExactly("\"App data\".\"Events_default\"");
    }

    @Test
    void keepTakesAnotherNameWhereSomethingElseHasThatOne() {
        db.execute("CREATE TABLE " + DEFAULT.sql() + " (i int)");
        MaintenanceReport report = pass(keep());
        assertThat(report.created()).contains(QualifiedName.of("App data", "Events_default_2"));
        assertThat(report.findings())
                .containsExactly(new Finding(
                        QualifiedName.parse(EVENTS),
                        "the name \"App data\".\"Events_default\" is taken by something else, so the DEFAULT partition is"
                                + " called \"Events_default_2\""));
    }

    @Test
    void noneRemovesTheEmptyOneThatKeepMade() {
        pass(keep());
        MaintenanceReport report = pass(policy());
        assertThat(report.dropped()).containsExactly(DEFAULT);
        assertThat(report.findings()).isEmpty();
        assertThat(events.exists(DEFAULT)).isFalse();
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void noneRemovesTheEmptyOneThatWasKeptWhoeverMadeIt() {
        events.defaultPartition();
        pass(keep());
        pass(policy());
        assertThat(events.exists(DEFAULT)).isFalse();
    }

    @Test
    void noneWaitsUntilItIsEmpty() {
        pass(keep());
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2031-01-01+00')");
        MaintenanceReport report = pass(policy());
        assertThat(report.results()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "DEFAULT partition \"App data\".\"Events_default\" holds 1 row with keys from '2031-01-01 00:00:00+00'"
                                + " to '2031-01-01 00:00:00+00', beyond the partitions that are kept ahead: they stay there"
                                + " until their time has come, and nothing is made for them before; correct or delete them if"
                                + " they are strays",
                        "DEFAULT partition \"App data\".\"Events_default\" is to go, as defaultPartition is none, once it is"
                                + " empty; it holds 1 row");
        db.execute("DELETE FROM " + EVENTS);
        assertThat(events.manager().maintain().dropped()).containsExactly(DEFAULT);
    }

    @Test
    void rowThatComesInAfterThePlanKeepsIt() {
        pass(keep());
        events.manager().manage(policy().build());
        try (Session writer = db.session("INSERT INTO " + EVENTS + " VALUES (1, '2031-01-01+00')")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred()).hasSize(1);
            assertThat(report.deferred().get(0).message()).contains("pid " + writer.pid());
            writer.execute("COMMIT");
        }
        assertThat(events.exists(DEFAULT)).isTrue();
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
    }

    @Test
    void oneThatWasNeverOursIsLeftAndItsCostIsTold() {
        events.defaultPartition();
        MaintenanceReport report = pass(policy());
        assertThat(report.dropped()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "DEFAULT partition \"App data\".\"Events_default\" was not made by maintenance, and is left alone."
                                + " While it is there, no partition can be detached concurrently, and it is locked and scanned whenever"
                                + " a partition is attached: declare defaultPartition keep to have it emptied, or detach it");
        assertThat(events.exists(DEFAULT)).isTrue();
    }

    @Test
    void anotherTableUnderItsNameIsNotTouched() {
        pass(keep());
        db.execute(
                "ALTER TABLE " + EVENTS + " DETACH PARTITION " + DEFAULT.sql(),
                "ALTER TABLE " + DEFAULT.sql() + " RENAME TO was_default",
                "CREATE TABLE " + DEFAULT.sql() + " PARTITION OF " + EVENTS + " DEFAULT");
        pass(keep());
        db.execute("UPDATE pgpartition.managed_table SET default_partition = 'none'");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(events.exists(DEFAULT)).isTrue();
        assertThat(events.exists(QualifiedName.of("App data", "was_default"))).isTrue();
    }
}
