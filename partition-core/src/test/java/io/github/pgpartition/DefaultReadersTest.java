package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readers and writers that go on while the DEFAULT partition is healed. */
class DefaultReadersTest {

    private static final int ROWS = 30_000;

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeEach
    void table() {
        events.reset();
        events.defaultPartition();
    }

    /** All the counts that a reader got; with a prepared statement its plan is an old one after each commit. */
    private Callable<Set<Long>> reader(AtomicLong reads) {
        return () -> {
            Set<Long> counts = new TreeSet<>();
            try (Connection connection = db.connect();
                    PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM " + EVENTS
                            + " WHERE \"At\" >= '2026-03-01' AND \"At\" < '2026-04-15'")) {
                while (!over.get()) {
                    try (ResultSet result = query.executeQuery()) {
                        result.next();
                        counts.add(result.getLong(1));
                        reads.incrementAndGet();
                    }
                }
            }
            return counts;
        };
    }

    private Set<Long> countsWhile(Runnable work) throws Exception {
        var reads = new AtomicLong();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<Set<Long>>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(pool.submit(reader(reads)));
            }
            while (reads.get() < 10) {
                Thread.sleep(5);
            }
            work.run();
            over.set(true);
            Set<Long> counts = new TreeSet<>();
            for (Future<Set<Long>> reader : readers) {
                counts.addAll(reader.get());
            }
            return counts;
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private void heal() {
        PartitionManager manager = events.builder()
                .lockTimeout(Duration.ofSeconds(2))
                .lockRetries(50)
                .build();
        manager.manage(
                policy().premake(10).defaultPartition(DefaultPartition.KEEP).build());
        MaintenanceReport report = manager.maintain();
        assertThat(report.failures()).isEmpty();
        assertThat(report.deferred()).isEmpty();
    }

    @Test
    void noReaderMissesARowThatIsMoved() throws Exception {
        db.execute("INSERT INTO " + EVENTS + " SELECT i, '2026-03-20'::timestamptz + i * interval '54 s'"
                + " FROM generate_series(1, " + ROWS + ") AS i");
        assertThat(countsWhile(this::heal)).containsExactly((long) ROWS);
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Events_default\""))
                .isZero();
    }

    @Test
    void noReaderMissesARowThatIsPromoted() throws Exception {
        db.execute("INSERT INTO " + EVENTS + " SELECT i, '2026-03-20'::timestamptz + i * interval '2 s'"
                + " FROM generate_series(1, " + ROWS + ") AS i");
        assertThat(countsWhile(this::heal)).containsExactly((long) ROWS);
        assertThat(db.queryLong("SELECT count(*) FROM \"App data\".\"Events_default\""))
                .isZero();
    }

    @Test
    void writersGoOnAndEveryRowIsThereOnce() throws Exception {
        db.execute("INSERT INTO " + EVENTS + " SELECT i, '2026-03-28'::timestamptz + i * interval '2 s'"
                + " FROM generate_series(1, 5000) AS i");
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try {
            Future<Long> writer = pool.submit(this::write);
            Thread.sleep(200);
            heal();
            over.set(true);
            long written = writer.get();
            assertThat(written).isPositive();
            assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(5_000 + written);
            assertThat(db.queryLong("SELECT count(DISTINCT \"Id\") FROM " + EVENTS))
                    .isEqualTo(5_000 + written);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private long write() throws SQLException {
        long written = 0;
        try (Connection connection = db.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + EVENTS
                        + " VALUES (?, '2026-03-28 12:00+00'::timestamptz + ? * interval '1 ms')")) {
            while (!over.get()) {
                insert.setLong(1, 100_000 + written);
                insert.setLong(2, written);
                insert.executeUpdate();
                written++;
            }
        }
        return written;
    }
}
