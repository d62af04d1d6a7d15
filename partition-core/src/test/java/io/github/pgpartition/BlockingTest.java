package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Writers, readers and one long SELECT, while a pass adds, detaches and drops. What is measured is how long the server says that they wait for
 * locks, so that a busy machine does not count.
 */
class BlockingTest {

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);
    private static final long ALLOWED_MILLIS = LOCK_TIMEOUT.toMillis() + 100;
    private static final QualifiedName OLD = QualifiedName.of("App data", "Events_2026-03-25");

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager =
            events.builder().lockTimeout(LOCK_TIMEOUT).lockRetries(2).build();

    @BeforeEach
    void table() {
        events.reset();
        events.day("2026-03-25");
        events.day("2026-03-27");
    }

    /** What others do on their own connections, until it is closed. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong longestWait = new AtomicLong();
        private final AtomicLong written = new AtomicLong();
        private final List<CompletableFuture<Void>> workers = new ArrayList<>();
        private final List<Connection> connections = new ArrayList<>();

        Load() {
            for (int i = 0; i < 4; i++) {
                work("INSERT INTO " + EVENTS + " SELECT nextval('\"App data\".ids'), '2026-03-27 13:00+00'", written);
            }
            for (int i = 0; i < 2; i++) {
                work("SELECT count(*) FROM " + EVENTS + " WHERE \"Id\" = 1", new AtomicLong());
            }
            start(() -> {
                try (Connection connection = db.connect();
                        Statement statement = connection.createStatement()) {
                    while (!over.get()) {
                        look(statement);
                    }
                }
            });
        }

        private void work(String sql, AtomicLong count) {
            Connection connection = db.connect();
            connections.add(connection);
            start(() -> {
                try (connection;
                        Statement statement = connection.createStatement()) {
                    statement.execute("SET application_name = 'worker'");
                    while (!over.get()) {
                        statement.execute(sql);
                        count.incrementAndGet();
                    }
                }
            });
        }

        private void look(Statement statement) throws SQLException {
            try (var row = statement.executeQuery(
                    "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000), 0)"
                            + " FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                            + " WHERE NOT l.granted AND a.application_name = 'worker' AND a.datname = current_database()")) {
                row.next();
                longestWait.accumulateAndGet(row.getLong(1), Math::max);
            }
        }

        private interface Work {
            void run() throws SQLException;
        }

        private void start(Work work) {
            workers.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            work.run();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task, "load").start()));
        }

        /** Fails where a worker failed. */
        @Override
        public void close() {
            over.set(true);
            workers.forEach(CompletableFuture::join);
        }
    }

    private Load load() {
        db.execute("CREATE SEQUENCE \"App data\".ids START 1000");
        return new Load();
    }

    private void allRowsAreThere(Load load) {
        assertThat(load.written).hasPositiveValue();
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS + " WHERE \"Id\" >= 1000"))
                .isEqualTo(load.written.get());
    }

    @Test
    void nobodyWaitsForAPass() {
        manager.manage(policy().premake(5).retention("2 days").build());
        Load load = load();
        try (load;
                Session report = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport busy = manager.maintain();
            assertThat(busy.failures()).isEmpty();
            assertThat(busy.created()).hasSize(6);
            assertThat(busy.deferred()).hasSize(1);
            report.execute("COMMIT");
            MaintenanceReport free = manager.maintain();
            assertThat(free.failures()).isEmpty();
            assertThat(free.dropped()).containsExactly(OLD);
        }
        allRowsAreThere(load);
        assertThat(load.longestWait).hasValueLessThan(ALLOWED_MILLIS);
    }

    /** Beside a DEFAULT partition a detach takes ACCESS EXCLUSIVE on the table: who comes behind it waits, and no longer than allowed. */
    @Test
    void nobodyWaitsLongerThanLockTimeoutBesideDefault() {
        events.defaultPartition();
        manager.manage(policy().premake(1).retention("2 days").build());
        Load load = load();
        try (load;
                Session report = db.session("SELECT count(*) FROM " + EVENTS)) {
            MaintenanceReport busy = manager.maintain();
            assertThat(busy.failures()).isEmpty();
            assertThat(busy.dropped()).isEmpty();
            assertThat(busy.deferred()).isNotEmpty();
            report.execute("COMMIT");
            MaintenanceReport free = manager.maintain();
            assertThat(free.failures()).isEmpty();
            assertThat(free.dropped()).containsExactly(OLD);
            assertThat(events.partitionNames()).contains(made("20260328"), made("20260329"));
        }
        allRowsAreThere(load);
        assertThat(load.longestWait).as("waits that show that they are seen").hasValueGreaterThan(100);
        assertThat(load.longestWait).hasValueLessThan(ALLOWED_MILLIS);
    }

    /** The locks of one step have one time-out together: who waits behind the first waits while we wait for the second. */
    @Test
    void locksOfOneStepTakeNoLongerThanOneTogether() {
        events.defaultPartition();
        manager.manage(policy().premake(1).retention("2 days").build());
        assertThat(manager.maintain().dropped()).containsExactly(OLD);
        QualifiedName old = events.day("2026-03-25");
        Load load = load();
        try (load;
                Session parent = db.session("SELECT 1");
                Session partition = db.session("SELECT count(*) FROM " + old.sql())) {
            CompletableFuture<Void> holder = CompletableFuture.runAsync(() -> {
                parent.execute(
                        "LOCK TABLE ONLY " + EVENTS + " IN ACCESS SHARE MODE", "SELECT pg_sleep(0.25)", "COMMIT");
            });
            MaintenanceReport report = manager.maintain();
            holder.join();
            assertThat(report.deferred()).hasSize(1);
            assertThat(report.deferred().get(0).message()).contains("pid " + partition.pid());
        }
        allRowsAreThere(load);
        assertThat(load.longestWait).hasValueLessThan(ALLOWED_MILLIS);
    }
}
