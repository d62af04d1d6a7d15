package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Ends the backend of a pass before each single thing that it sends to the server. What the server has done until then is the same as if
 * it were ended after the one before.
 */
class CrashTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");
    private static final QualifiedName FOREIGN = QualifiedName.of("App data", "Events_2026-03-24");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    /** To be extended: what there is, what is declared, and what must be true whenever a pass has ended without a crash. */
    private List<Scenario> scenarios() {
        return List.of(
                new Scenario("create, detach concurrently, drop", this::base, RetentionAction.DROP, this::oldIsGone),
                new Scenario(
                        "create, detach beside DEFAULT, drop",
                        () -> {
                            base();
                            events.defaultPartition();
                        },
                        RetentionAction.DROP,
                        this::oldIsGone),
                new Scenario(
                        "create with rows of DEFAULT, detach, drop",
                        () -> {
                            base();
                            events.defaultPartition();
                            db.execute("INSERT INTO " + EVENTS + " VALUES (8, '2026-03-28 06:00+00')");
                        },
                        RetentionAction.DROP,
                        () -> {
                            oldIsGone();
                            assertThat(db.queryStrings(
                                            "SELECT tableoid::regclass::text FROM " + EVENTS + " WHERE \"Id\" = 8"))
                                    .containsExactly("\"App data\".\"Events_p20260328\"");
                        }),
                new Scenario("detach concurrently, archive", this::base, RetentionAction.ARCHIVE, () -> {
                    assertThat(events.exists(OLD)).isFalse();
                    assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-25\""))
                            .isEqualTo(1);
                }),
                new Scenario(
                        "detach concurrently",
                        this::base,
                        RetentionAction.DETACH,
                        () -> assertThat(db.queryLong("SELECT count(*) FROM " + OLD.sql()))
                                .isEqualTo(1)));
    }

    private record Scenario(String name, Runnable setUp, RetentionAction action, Runnable afterwards) {}

    private void base() {
        events.day("2026-03-25");
        events.day("2026-03-27");
    }

    private void oldIsGone() {
        assertThat(events.exists(OLD)).isFalse();
    }

    private void setUp(Scenario scenario) {
        events.reset();
        db.execute(
                "DROP SCHEMA IF EXISTS \"Old data\" CASCADE",
                "CREATE SCHEMA \"Old data\"",
                "CREATE TABLE " + FOREIGN.sql()
                        + " AS SELECT 7 AS \"Id\", timestamptz '2026-03-24 12:00+00' AS \"At\"");
        scenario.setUp().run();
        var policy = policy().retention("2 days").retentionAction(scenario.action());
        if (scenario.action() == RetentionAction.ARCHIVE) {
            policy.retentionSchema("\"Old data\"");
        }
        if (events.table(EVENTS).defaultPartition().isPresent()) {
            policy.defaultPartition(DefaultPartition.KEEP);
        }
        events.manager().manage(policy.build());
    }

    @TestFactory
    Stream<DynamicTest> nextPassCompletesWhateverACrashLeft() {
        return scenarios().stream().map(s -> DynamicTest.dynamicTest(s.name(), () -> crashEverywhere(s)));
    }

    private void crashEverywhere(Scenario scenario) throws SQLException {
        setUp(scenario);
        List<String> sent = new ArrayList<>();
        assertThat(pass((real, sql) -> sent.add(sql))).isNotNull();
        verify(scenario, "no crash");
        assertThat(sent).hasSizeGreaterThan(20);
        for (int i = 0; i < sent.size(); i++) {
            setUp(scenario);
            int at = i;
            int[] count = {0};
            pass((real, sql) -> {
                if (count[0]++ == at) {
                    db.terminate(pid(real));
                }
            });
            MaintenanceReport next = events.manager().maintain();
            String where = "after a crash before " + i + ": "
                    + sent.get(i).lines().limit(3).collect(joining(" "));
            assertThat(next.failures()).as(where).isEmpty();
            assertThat(next.deferred()).as(where).isEmpty();
            assertThat(next.findings()).as(where).isEmpty();
            verify(scenario, where);
        }
    }

    private void verify(Scenario scenario, String where) {
        assertThat(events.partitionNames().stream()
                        .filter(n -> !n.name().value().endsWith("default")))
                .as(where)
                .extracting(n -> n.name().value())
                .containsExactly("Events_2026-03-27", "Events_p20260328", "Events_p20260329");
        assertThat(db.queryStrings("SELECT \"At\" AT TIME ZONE 'UTC' FROM " + EVENTS + " WHERE \"Id\" <> 8"))
                .as(where)
                .containsExactly("2026-03-27 12:00:00");
        assertThat(db.queryStrings("SELECT \"Id\" FROM " + FOREIGN.sql()))
                .as(where)
                .containsExactly("7");
        assertThat(events.manager().plan().isEmpty()).as(where).isTrue();
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease JOIN pg_stat_activity ON pid = backend_pid"))
                .as(where)
                .isZero();
        scenario.afterwards().run();
    }

    private static int pid(Connection real) throws SQLException {
        try (Statement statement = real.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Null where it could not even report. */
    private static @Nullable MaintenanceReport pass(WatchedConnection.Watcher watcher) throws SQLException {
        try (Connection real = db.connect()) {
            return EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, watcher)))
                    .build()
                    .maintain();
        } catch (PartitioningException e) {
            return null;
        }
    }
}
