package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaseTest {

    private static final Finding BUSY =
            new Finding(QualifiedName.parse(EVENTS), "another pass is at work on it; this one leaves it alone");

    /** As many partitions are made in one transaction. */
    private static final int SHARING = 16;

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
        events.manager().manage(policy().build());
    }

    /** As another pass would have it, on that backend. */
    private static String lease(String pid, String expires) {
        return "INSERT INTO pgpartition.lease VALUES ('" + EVENTS + "'::regclass, gen_random_uuid(), " + pid
                + ", clock_timestamp() + interval '" + expires + "')";
    }

    private void passIsRefused() {
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings()).containsExactly(BUSY);
    }

    private void passWorks() {
        assertThat(events.manager().maintain().created()).hasSize(2);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
    }

    @Test
    void passSaysThatAnotherIsAtWork() {
        try (Session other = db.session("SELECT 1")) {
            db.execute(lease(String.valueOf(other.pid()), "1 minute"));
            passIsRefused();
        }
    }

    @Test
    void leaseOfBackendThatIsGoneIsTakenOverAtOnce() {
        Session other = db.session("SELECT 1");
        db.execute(lease(String.valueOf(other.pid()), "1 hour"));
        db.terminate(other.pid());
        other.close();
        passWorks();
    }

    @Test
    void leaseExpiresByTheClockOfTheServer() {
        try (Session other = db.session("SELECT 1")) {
            db.execute(lease(String.valueOf(other.pid()), "-1 second"));
            passWorks();
        }
    }

    /** While its step runs, its lease is locked: even one that has expired is not taken over. */
    @Test
    void leaseOfStepThatRunsIsNotTakenOver() {
        try (Session other = db.session("SELECT 1")) {
            db.execute(lease(String.valueOf(other.pid()), "-1 second"));
            other.execute("UPDATE pgpartition.lease SET expires_at = clock_timestamp()");
            passIsRefused();
        }
        passWorks();
    }

    @Test
    void leaseInAnotherTransactionIsWaitedForNoLongerThanForALock() {
        try (Session other = db.session(lease("pg_backend_pid()", "1 minute"))) {
            passIsRefused();
            other.execute("COMMIT");
        }
        passWorks();
    }

    @Test
    void stepsOfPassWhoseLeaseWasTakenOverAreNotDone() {
        events.manager().manage(policy().premake(SHARING).build());
        db.execute(
                "CREATE FUNCTION \"App data\".take_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " UPDATE pgpartition.lease SET holder = gen_random_uuid(); RETURN NEW; END $$",
                "CREATE TRIGGER take_over AFTER INSERT ON pgpartition.history FOR EACH ROW"
                        + " EXECUTE FUNCTION \"App data\".take_over()");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).hasSize(SHARING);
        assertThat(report.succeeded()).isTrue();
        assertThat(report.findings())
                .containsExactly(new Finding(
                        QualifiedName.parse(EVENTS),
                        "another pass has taken the table over, as this one was thought to be gone"));
        assertThat(events.partitionNames()).hasSize(SHARING);
    }

    @Test
    void leaseIsGivenBackAndTheSessionIsAsItWas() {
        db.run("two passes on one connection", connection -> {
            var manager =
                    EventsFixture.settings(PartitionManager.builder(connection)).build();
            assertThat(manager.maintain().created()).hasSize(2);
            assertThat(manager.maintain().findings()).isEmpty();
            try (var locks = connection
                    .createStatement()
                    .executeQuery(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")) {
                locks.next();
                return assertThat(locks.getLong(1)).isZero();
            }
        });
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
    }

    @Test
    void passesAtOnceDoEverythingOnce() {
        events.day("2026-03-24");
        events.day("2026-03-25");
        events.manager().manage(policy().premake(7).retention("2 days").build());
        List<CompletableFuture<MaintenanceReport>> passes = Stream.generate(() ->
                        CompletableFuture.supplyAsync(() -> events.manager().maintain()))
                .limit(4)
                .toList();
        List<MaintenanceReport> reports =
                passes.stream().map(CompletableFuture::join).toList();
        assertThat(reports).allMatch(MaintenanceReport::succeeded);
        assertThat(reports)
                .flatExtracting(MaintenanceReport::created)
                .hasSize(8)
                .doesNotHaveDuplicates();
        assertThat(reports)
                .flatExtracting(MaintenanceReport::dropped)
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }
}
