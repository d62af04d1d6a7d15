package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two partitions exchange their names between the last look at one of them and its DETACH CONCURRENTLY, which goes by name. */
class SwappedNamesTest {

    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");
    private static final QualifiedName YOUNG = QualifiedName.of("App data", "Events_2026-03-27");

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

    private static void swap() {
        db.execute(
                "ALTER TABLE " + OLD.sql() + " RENAME TO \"for a moment\"",
                "ALTER TABLE " + YOUNG.sql() + " RENAME TO \"Events_2026-03-25\"",
                "ALTER TABLE \"App data\".\"for a moment\" RENAME TO \"Events_2026-03-27\"");
    }

    private MaintenanceReport passWithSwap(Runnable then) throws SQLException {
        boolean[] swapped = new boolean[1];
        try (Connection real = db.connect()) {
            return EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (!swapped[0] && sql.endsWith("CONCURRENTLY")) {
                            swapped[0] = true;
                            swap();
                            then.run();
                        }
                    })))
                    .build()
                    .maintain();
        }
    }

    private static String oid(QualifiedName table) {
        return String.valueOf(db.queryString("SELECT ?::regclass::oid::text", table.sql()));
    }

    private static String onlyFailure(MaintenanceReport report) {
        assertThat(report.detached()).isEmpty();
        assertThat(report.dropped()).isEmpty();
        assertThat(report.failures()).hasSize(1);
        return report.failures().stream().map(Failure::message).findFirst().orElseThrow();
    }

    /** The statements that a message ends with, run as they stand. */
    private void putBack(String message) {
        String statements = message.substring(message.indexOf("ALTER TABLE"), message.length() - 1);
        db.execute(statements.split("; "));
        assertThat(events.table(EVENTS).partitions())
                .noneMatch(Partition::detachPending)
                .extracting(p -> oid(p.name()))
                .hasSize(4);
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(2);
    }

    @Test
    void detachOfTheWrongOneIsToldWithWhatPutsItBack() throws SQLException {
        String wrong = oid(YOUNG);
        String message = onlyFailure(passWithSwap(() -> {}));
        String bounds = "FOR VALUES FROM ('2026-03-27 00:00:00+00') TO ('2026-03-28 00:00:00+00')";
        assertThat(message)
                .isEqualTo("Cannot detach partition " + OLD.sql() + " from " + EVENTS
                        + ": its name was that of another partition while it was detached, and so " + YOUNG.sql()
                        + " (OID " + wrong + ", " + bounds
                        + ") left the table, with the rows. Nothing was dropped. Put it back before the next pass: ALTER TABLE "
                        + EVENTS + " ATTACH PARTITION " + OLD.sql() + " " + bounds + ".");
        assertThat(db.queryRows(
                        "SELECT outcome, next_action FROM pgpartition.history WHERE action IN ('detach', 'drop')"))
                .containsExactly(java.util.Arrays.asList("failed", null));
        putBack(message);
        assertThat(events.manager().maintain().dropped()).containsExactly(YOUNG);
        assertThat(oid(OLD)).isEqualTo(wrong);
    }

    @Test
    void pendingDetachOfTheWrongOneIsToldWithWhatPutsItBack() throws SQLException {
        String wrong = oid(YOUNG);
        List<Session> readers = new ArrayList<>();
        String message = onlyFailure(passWithSwap(() -> readers.add(db.session("SELECT count(*) FROM " + EVENTS))));
        readers.forEach(Session::close);
        assertThat(message)
                .contains("another partition got its name meanwhile, and so it is the detach of " + YOUNG.sql()
                        + " (OID " + wrong + ", ")
                .contains(" FINALIZE; ALTER TABLE " + EVENTS + " ATTACH PARTITION " + OLD.sql() + " FOR VALUES");
        putBack(message);
    }
}
