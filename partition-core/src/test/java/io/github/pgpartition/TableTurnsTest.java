package io.github.pgpartition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table of a group that goes away between the first look at all tables and the turn of its group. */
class TableTurnsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void tables() {
        events.reset();
        Stream.of("A", "B", "C").forEach(name -> {
            events.createTable(name, "timestamptz");
            events.manager()
                    .manage(PartitionPolicy.of("\"App data\".\"" + name + "\"", "1 day")
                            .premake(1)
                            .build());
        });
    }

    /** @param pause in which what was planned for the group gets old */
    private MaintenanceReport passThatLoses(String table, long pause) throws SQLException {
        boolean[] over = {false, false};
        try (Connection real = db.connect()) {
            return EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (sql.contains("INSERT INTO pgpartition.lease") && !over[0]) {
                            over[0] = true;
                            db.execute("DROP TABLE " + table);
                        } else if (sql.contains("CREATE TABLE") && !over[1]) {
                            over[1] = true;
                            pause(pause);
                        }
                    })))
                    .build()
                    .maintain();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void verify(MaintenanceReport report) {
        assertThat(report.failures())
                .containsExactly(new Failure(
                        QualifiedName.of("App data", "B"),
                        "Cannot maintain \"App data\".\"B\": it is not a partitioned table any more. Unmanage it."));
        assertThat(report.created())
                .extracting(name -> name.name().value())
                .containsExactly("A_p20260328", "A_p20260329", "C_p20260328", "C_p20260329");
    }

    @Test
    void isToldOfOnce() throws SQLException {
        verify(passThatLoses("\"App data\".\"B\"", 0));
    }

    /** What was planned more than ten seconds ago is planned again. */
    @Test
    void isToldOfOnceAlsoWhereTheRestOfItsGroupIsPlannedAgain() throws SQLException {
        verify(passThatLoses("\"App data\".\"B\"", 10_500));
    }

    private static long leases(String table) {
        return db.queryLong("SELECT count(*) FROM pgpartition.lease WHERE relation = ?::regclass", table);
    }

    @Test
    void leaseOfTableThatIsDoneIsGivenBackBeforeAnotherOneWaitsForLong() {
        try (Session other = db.session("LOCK TABLE \"App data\".\"B\" IN SHARE UPDATE EXCLUSIVE MODE")) {
            CompletableFuture<MaintenanceReport> pass = CompletableFuture.supplyAsync(() -> events.builder()
                    .lockTimeout(Duration.ofSeconds(2))
                    .lockRetries(20)
                    .build()
                    .maintain());
            await().until(() -> events.exists(QualifiedName.of("App data", "A_p20260329"))
                    && leases("\"App data\".\"A\"") == 0
                    && leases("\"App data\".\"B\"") == 1);
            other.close();
            assertThat(pass.join().created()).hasSize(6);
        }
    }
}
