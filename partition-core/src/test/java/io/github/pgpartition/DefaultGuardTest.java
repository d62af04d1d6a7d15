package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.operation.CreatePartitionGuarded;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.PromoteDefault;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A DEFAULT partition that is too big to be scanned while everybody waits. */
class DefaultGuardTest {

    private static final QualifiedName DEFAULT = QualifiedName.of("App data", "Events_default");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tableWhoseDefaultHoldsTenMebibytesOfOldRows() {
        events.reset();
        events.defaultPartition();
        db.execute(
                "INSERT INTO " + EVENTS
                        + " SELECT i, '2025-01-01 00:00+00'::timestamptz + i * interval '1 s' FROM generate_series(1, 200000) AS i");
        events.day("2026-03-28");
        events.manager().manage(policy().build());
    }

    private long guards() {
        return db.queryLong("SELECT count(*) FROM pg_catalog.pg_constraint WHERE conname LIKE '%guard'");
    }

    /** What the server says while the statements of a plan run as a script. */
    private List<String> notices(Step step) {
        return db.run("script", connection -> {
            List<String> notices = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET client_min_messages = debug1");
                for (Operation part : step.operation().steps()) {
                    statement.clearWarnings();
                    statement.execute("BEGIN;\n" + part.sql() + "\nCOMMIT");
                    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                        notices.add(String.valueOf(w.getMessage()));
                    }
                }
            }
            return notices;
        });
    }

    @Test
    void partitionAheadIsCreatedBehindACheckThatSparesTheScan() {
        Step step = events.manager().plan().tables().get(0).steps().get(0);
        assertThat(step.operation()).isInstanceOf(CreatePartitionGuarded.class);
        assertThat(notices(step))
                .contains("updated partition constraint for default partition \"Events_default\" is implied by existing"
                        + " constraints");
        assertThat(events.partitionNames()).contains(made("20260329"));
        assertThat(guards()).isZero();
    }

    @Test
    void promotedPartitionIsNotScannedEither() {
        events.manager().manage(policy().startAt("2025-01-01").build());
        db.execute(
                "INSERT INTO " + EVENTS
                        + " SELECT i, '2025-01-01 00:00+00'::timestamptz + i * interval '1 s' FROM generate_series(200001, 240000) AS i");
        Step step = events.manager().plan().tables().get(0).steps().stream()
                .filter(s -> s.kind() == StepKind.PROMOTE)
                .findFirst()
                .orElseThrow();
        assertThat(step.operation()).isInstanceOf(PromoteDefault.class);
        assertThat(notices(step))
                .contains("partition constraint for table \""
                        + step.partition().name().value() + "\" is implied by existing constraints");
        assertThat(db.queryLong("SELECT count(*) FROM " + step.partition().sql()))
                .isEqualTo(240_000);
    }

    @Test
    void passLeavesNoCheckBehind() {
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).containsExactly(made("20260329"));
        assertThat(guards()).isZero();
        assertThat(db.queryStrings("SELECT action FROM pgpartition.history")).containsExactly("create");
    }

    @Test
    void currentPartitionIsCreatedWithoutACheckThatWouldRefuseItsRows() {
        db.execute("DROP TABLE \"App data\".\"Events_2026-03-28\"");
        List<Step> steps = events.manager().plan().tables().get(0).steps();
        assertThat(steps.get(0).operation()).isInstanceOf(CreatePartitionOnline.class);
        assertThat(steps.get(1).operation()).isInstanceOf(CreatePartitionGuarded.class);
    }

    @Test
    void checkGoesWhereTheAttachHasToWait() {
        try (Session ddl = db.session("LOCK TABLE ONLY " + EVENTS + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.deferred())
                    .singleElement()
                    .satisfies(r -> assertThat(r.message()).contains("in the way: pid " + ddl.pid()));
        }
        assertThat(guards()).isZero();
        db.execute("INSERT INTO " + EVENTS + " VALUES (7, '2026-03-29 06:00+00')");
        assertThat(events.manager().maintain().succeeded()).isTrue();
        assertThat(db.queryLong("SELECT count(*) FROM " + made("20260329").sql()))
                .isEqualTo(1);
    }

    @Test
    void onlyTheDefaultThatWasLookedIntoGetsACheck() {
        Step step = events.manager().plan().tables().get(0).steps().get(0);
        assertThat(step.source()).isNotNull();
        try (Session swap = db.session(
                "ALTER TABLE " + EVENTS + " DETACH PARTITION " + DEFAULT.sql(),
                "ALTER TABLE " + DEFAULT.sql() + " RENAME TO was_default")) {
            swap.execute("CREATE TABLE " + DEFAULT.sql() + " (LIKE " + EVENTS + ")", "COMMIT");
        }
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).containsExactly(made("20260329"));
        assertThat(guards()).isZero();
    }

    /** Nothing else is due by then: somebody has made the partition. */
    @Test
    void nextPassTakesAwayTheCheckOfOneThatWasKilledAndAllAreTold() throws SQLException {
        boolean[] killed = new boolean[1];
        try (Connection real = db.connect()) {
            EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (!killed[0] && sql.contains("VALIDATE CONSTRAINT")) {
                            killed[0] = true;
                            try (Statement statement = connection.createStatement();
                                    var row = statement.executeQuery("SELECT pg_backend_pid()")) {
                                row.next();
                                db.terminate(row.getInt(1));
                            }
                        }
                    })))
                    .build()
                    .maintain();
        } catch (PartitioningException e) {
            assertThat(e.sqlState()).isPresent();
        }
        assertThat(guards()).isEqualTo(1);
        String name = String.valueOf(
                db.queryString("SELECT conname FROM pg_catalog.pg_constraint WHERE conname LIKE '%guard'"));
        String told = "DEFAULT partition " + DEFAULT.sql() + " has check \"" + name
                + "\", which a pass that was interrupted has left there, and refuses rows that do not meet it; ";
        db.execute("CREATE TABLE " + made("20260329").sql() + " PARTITION OF " + EVENTS
                + " FOR VALUES FROM ('2026-03-29 00:00+00') TO ('2026-03-30 00:00+00')");
        assertThat(events.manager().status())
                .singleElement()
                .satisfies(s -> assertThat(s.reason())
                        .contains("an interrupted pass has left check \"" + name + "\" on " + DEFAULT.sql()
                                + ", which refuses rows; the next pass takes it away"));
        assertThat(db.queryStrings("SELECT reason FROM pgpartition.status"))
                .singleElement()
                .asString()
                .contains("an interrupted pass has left check \"" + name + "\" on " + DEFAULT.sql());
        events.manager().manage(policy().paused(true).build());
        assertThat(messages(events.manager().maintain().findings()))
                .contains(told + "as maintenance is paused, it stays: drop it");
        assertThat(guards()).isEqualTo(1);
        events.manager().manage(policy().build());
        assertThat(messages(events.manager().plan().tables().get(0).findings()))
                .contains(told + "it is taken away before anything else is done");
        assertThat(events.manager().maintain().results())
                .extracting(r -> r.step().kind().word() + " " + r.outcome())
                .containsExactly("clean DONE");
        assertThat(guards()).isZero();
        assertThat(events.manager().status())
                .singleElement()
                .satisfies(s -> assertThat(s.reason()).doesNotContain("check"));
    }

    private static List<String> messages(List<Finding> findings) {
        return findings.stream().map(Finding::message).toList();
    }
}
