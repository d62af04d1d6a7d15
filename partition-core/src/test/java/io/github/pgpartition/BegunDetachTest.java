package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pass whose backend was killed round its DETACH CONCURRENTLY: the history knows the begin only, and people go on by hand. */
class BegunDetachTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");
    private static final String CHECK =
            "(\"At\" IS NOT NULL) AND (\"At\" >= '2026-03-25 00:00:00+00'::timestamptz) AND (\"At\" < '2026-03-26 00:00:00+00'::timestamptz)";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.day("2026-03-25");
        events.day("2026-03-27");
        events.manager().manage(policy().retention("2 days").build());
    }

    /** Kills the backend before the first thing of the kind that it is sent. */
    private void passIsKilledBefore(Predicate<String> what) throws SQLException {
        boolean[] killed = new boolean[1];
        try (Connection real = db.connect()) {
            EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (!killed[0] && what.test(sql)) {
                            killed[0] = true;
                            try (var statement = connection.createStatement();
                                    var row = statement.executeQuery("SELECT pg_backend_pid()")) {
                                row.next();
                                db.terminate(row.getInt(1));
                            }
                        }
                    })))
                    .build()
                    .maintain();
        } catch (PartitioningException e) {
            assertThat(e).hasMessageContaining("SQLSTATE");
        }
        assertThat(killed[0]).isTrue();
        assertThat(db.queryStrings("SELECT outcome FROM pgpartition.history WHERE action = 'detach'"))
                .containsExactly("begun");
    }

    private void isLeftAlone() {
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.dropped()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("is left alone now, as somebody else seems to have detached it");
        assertThat(db.queryLong("SELECT count(*) FROM " + OLD.sql())).isEqualTo(1);
    }

    @Test
    void detachThatWasDoneAndNotWrittenDownIsFinished() throws SQLException {
        passIsKilledBefore(sql -> sql.contains("UPDATE pgpartition.history"));
        assertThat(events.partitionNames()).doesNotContain(OLD);
        assertThat(events.manager().maintain().dropped()).containsExactly(OLD);
    }

    /** Whatever CHECK it has: of its own, or, from an earlier detach, one that says just what the bounds say. */
    @ParameterizedTest
    @ValueSource(strings = {"\"Id\" > 0", CHECK})
    void partitionWithChecksThatSomebodyDetachedPlainlyIsLeftAlone(String check) throws SQLException {
        db.execute("ALTER TABLE " + OLD.sql() + " ADD CHECK (" + check + ")");
        passIsKilledBefore(sql -> sql.endsWith("CONCURRENTLY"));
        db.execute("ALTER TABLE " + EVENTS + " DETACH PARTITION " + OLD.sql());
        isLeftAlone();
    }

    @Test
    void partitionThatGotACheckAfterSomebodyHadDetachedItPlainlyIsLeftAlone() throws SQLException {
        passIsKilledBefore(sql -> sql.endsWith("CONCURRENTLY"));
        db.execute(
                "ALTER TABLE " + EVENTS + " DETACH PARTITION " + OLD.sql(),
                "ALTER TABLE " + OLD.sql() + " ADD CHECK (\"Id\" > 0)");
        isLeftAlone();
    }

    @Test
    void tableWhoseDetachCannotBeJudgedIsLeftAlone() throws SQLException {
        passIsKilledBefore(sql -> sql.contains("UPDATE pgpartition.history"));
        db.execute("ALTER TABLE " + EVENTS + " RENAME COLUMN \"At\" TO \"When\"");
        isLeftAlone();
    }
}
