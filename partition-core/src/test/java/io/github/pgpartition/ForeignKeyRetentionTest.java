package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of "Answers" refer to rows of "Events". */
class ForeignKeyRetentionTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");
    private static final QualifiedName OLD_ANSWERS = QualifiedName.of("App data", "Answers old");
    private static final String ANSWERS = "\"App data\".\"Answers\"";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        events.reset();
        events.day("2026-03-25");
        events.day("2026-03-27");
        db.execute(
                "CREATE TABLE " + ANSWERS + " (\"Event\" bigint, \"At\" timestamptz, CONSTRAINT \"to events\""
                        + " FOREIGN KEY (\"Event\", \"At\") REFERENCES " + EVENTS + ") PARTITION BY RANGE (\"At\")",
                "CREATE TABLE \"App data\".\"Answers old\" PARTITION OF " + ANSWERS
                        + " FOR VALUES FROM ('2026-03-25 00:00+00') TO ('2026-03-26 00:00+00')",
                "CREATE TABLE \"App data\".\"Answers new\" PARTITION OF " + ANSWERS
                        + " FOR VALUES FROM ('2026-03-27 00:00+00') TO ('2026-03-28 00:00+00')",
                "INSERT INTO " + ANSWERS + " SELECT \"Id\", \"At\" FROM " + EVENTS);
        events.manager().manage(policy().retention("2 days").build());
    }

    private void manageAnswers(String retention) {
        events.manager()
                .manage(PartitionPolicy.of(ANSWERS, "1 day")
                        .premake(1)
                        .retention(retention)
                        .build());
    }

    private static String stays(String rows) {
        return "partition " + OLD.sql() + " stays, as of foreign key \"to events\" " + rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tableThatRefersGoesFirst(boolean plainly) {
        if (plainly) {
            events.defaultPartition();
        }
        manageAnswers("2 days");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .allMatch(message -> plainly && message.startsWith("DEFAULT partition "));
        assertThat(report.dropped()).containsExactly(OLD_ANSWERS, OLD);
        assertThat(db.queryLong("SELECT count(*) FROM " + ANSWERS)).isEqualTo(1);
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
    }

    @Test
    void rowsThatReferKeepThePartitionAndNothingElse() {
        manageAnswers("30 days");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(stays("1 row of \"App data\".\"Answers\" refers to it. Retire or delete it first"));
        assertThat(report.created()).contains(made("20260328"), made("20260329"));
        assertThat(events.partitionNames()).contains(OLD);
        assertThat(db.queryRows("SELECT outcome, message FROM pgpartition.history WHERE action = 'detach'"))
                .containsExactly(
                        java.util.List.of("kept", report.findings().get(0).message()));
        db.execute("DELETE FROM " + ANSWERS);
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void countsNoMoreThanAThousandRows() {
        db.execute("INSERT INTO " + ANSWERS + " SELECT a.* FROM " + ANSWERS + " a, generate_series(1, 1500)");
        assertThat(events.manager().maintain().findings())
                .extracting(Finding::message)
                .containsExactly(stays(
                        "at least 1000 rows of \"App data\".\"Answers\" refer to it. Retire or delete them first"));
    }

    /** PostgreSQL looks for such rows while writers of the table that refers have to wait. */
    @Test
    void isNotDetachedWhereLookingForRowsTakesTooLong() {
        db.execute(
                "DELETE FROM " + ANSWERS,
                "INSERT INTO " + EVENTS + " SELECT i, '2026-03-25 06:00+00' FROM generate_series(1, 50000) i",
                "INSERT INTO " + EVENTS + " SELECT i, '2026-03-27 06:00+00' FROM generate_series(1, 50000) i",
                "INSERT INTO " + ANSWERS + " SELECT \"Id\", \"At\" FROM " + EVENTS
                        + " WHERE \"At\" = '2026-03-27 06:00+00'");
        MaintenanceReport report =
                events.builder().lockTimeout(Duration.ofMillis(1)).build().maintain();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly(stays("it takes longer than lockTimeout (1ms) to find out whether rows of"
                        + " \"App data\".\"Answers\" refer to it, and writers of that table would have to wait meanwhile."
                        + " Raise lockTimeout, or give it an index on the columns of the key"));
        assertThat(events.builder()
                        .lockTimeout(Duration.ofSeconds(30))
                        .build()
                        .maintain()
                        .dropped())
                .containsExactly(OLD);
    }

    @Test
    void readerOfTheTableThatRefersDefersThePlainDetachAndIsNamed() {
        events.defaultPartition();
        db.execute("DELETE FROM " + ANSWERS);
        try (Session reader = db.session("SELECT count(*) FROM " + ANSWERS)) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred())
                    .singleElement()
                    .extracting(StepResult::message)
                    .asString()
                    .contains("in the way: pid " + reader.pid(), ANSWERS);
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    /** Dropping a table with a foreign key takes ACCESS EXCLUSIVE on the one that it refers to. */
    @Test
    void planSaysWhichLocksForeignKeysTake() {
        db.execute("CREATE TABLE \"App data\".\"Kinds\" (k int PRIMARY KEY)", "DELETE FROM " + ANSWERS);
        db.execute("ALTER TABLE " + EVENTS + " ADD \"Kind\" int REFERENCES \"App data\".\"Kinds\"");
        assertThat(events.manager().plan().toSql())
                .contains("-- locks: SHARE UPDATE EXCLUSIVE on " + EVENTS + ", ACCESS EXCLUSIVE on " + OLD.sql()
                        + ", ACCESS EXCLUSIVE on " + ANSWERS + ", SHARE ROW EXCLUSIVE on \"App data\".\"Kinds\"\n")
                .contains("-- locks: ACCESS EXCLUSIVE on " + OLD.sql()
                        + ", ACCESS EXCLUSIVE on \"App data\".\"Kinds\"\nDROP TABLE");
        try (Session reader = db.session("SELECT count(*) FROM \"App data\".\"Kinds\"")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred())
                    .singleElement()
                    .extracting(StepResult::message)
                    .asString()
                    .contains("in the way: pid " + reader.pid(), "\"App data\".\"Kinds\"");
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    @Test
    void tablesThatReferToEachOtherAreRetiredInSomeOrder() {
        db.execute(
                "TRUNCATE " + EVENTS + " CASCADE",
                "ALTER TABLE " + ANSWERS + " ADD UNIQUE (\"Event\", \"At\")",
                "ALTER TABLE " + EVENTS + " ADD FOREIGN KEY (\"Id\", \"At\") REFERENCES " + ANSWERS
                        + " (\"Event\", \"At\")");
        manageAnswers("2 days");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.dropped()).containsExactlyInAnyOrder(OLD, OLD_ANSWERS);
    }

    /** A foreign key of the table to itself: rows of the partition itself count, too, for the server does not let them go. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-03-27", "2026-03-25"})
    void rowsOfTheTableItselfThatReferKeepThePartition(String day) {
        db.execute(
                "DROP TABLE " + ANSWERS,
                "ALTER TABLE " + EVENTS + " ADD \"Parent\" bigint, ADD \"Parent at\" timestamptz,"
                        + " ADD CONSTRAINT \"to parent\" FOREIGN KEY (\"Parent\", \"Parent at\") REFERENCES " + EVENTS,
                "INSERT INTO " + EVENTS + " VALUES (2, '" + day + " 13:00+00', 1, '2026-03-25 12:00+00')");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .containsExactly("partition " + OLD.sql() + " stays, as of foreign key \"to parent\" 1 row of"
                        + " \"App data\".\"Events\" refers to it. Retire or delete it first");
        assertThat(events.partitionNames()).contains(OLD);
        db.execute("UPDATE " + EVENTS + " SET \"Parent\" = NULL");
        MaintenanceReport next = events.manager().maintain();
        assertThat(next.failures()).isEmpty();
        assertThat(next.dropped()).containsExactly(OLD);
    }
}
