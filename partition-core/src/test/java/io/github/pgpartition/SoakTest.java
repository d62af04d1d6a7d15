package io.github.pgpartition;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.hook.HookDecision;
import io.github.pgpartition.hook.PartitionEvent;
import io.github.pgpartition.hook.PartitionHook;
import io.github.pgpartition.metrics.PassEnd;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes on one database, and writers, for 400 days of a clock that runs fast. */
@Tag("soak")
class SoakTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAYS = 400;
    private static final int PREMAKE = 8;
    private static final int RETENTION = 6;
    private static final Duration TICK = Duration.ofHours(6);

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final AtomicLong seconds = new AtomicLong(START.getEpochSecond());
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<Instant, AtomicLong> written = new ConcurrentHashMap<>();
    private final AtomicLong retired = new AtomicLong();
    private final AtomicLong lastPass = new AtomicLong(START.getEpochSecond());

    private Instant now() {
        return Instant.ofEpochSecond(seconds.get());
    }

    @Test
    @Timeout(120)
    void nothingIsLostMissingOrLeftOverIn400Days() throws InterruptedException {
        db.execute(
                "CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
                "CREATE TABLE logs (tenant text NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (tenant, at)");
        List<PartitionManager> nodes = Stream.generate(this::node).limit(3).toList();
        PartitionManager first = nodes.get(0);
        first.manage(policy("events", "2 days", PREMAKE).build());
        first.manage(policy("logs", "1 week", 3).tenantColumn("tenant").build());
        first.addTenant("logs", "acme");
        first.maintain();
        nodes.forEach(node -> node.start(Duration.ofMillis(150)));
        List<Thread> writers = List.of(
                writer("INSERT INTO events VALUES (?, ?)", 1L),
                writer("INSERT INTO events VALUES (?, ?)", 2L),
                writer("INSERT INTO logs VALUES (?, ?)", "acme"));
        runTheClock();
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        nodes.forEach(PartitionManager::close);
        assertThat(errors).isEmpty();
        assertThat(first.maintain().succeeded()).isTrue();
        assertThat(errors).isEmpty();
        assertThat(first.plan().isEmpty()).isTrue();
        List<LocalDate> pairsOfDays = starts(2, LocalDate.EPOCH, PREMAKE);
        List<LocalDate> weeks = starts(7, LocalDate.parse("1970-01-05"), 3);
        assertThat(partitions("events")).isEqualTo(names("events_p", pairsOfDays));
        assertThat(partitions("logs")).isEqualTo(names("logs_acme_p", weeks));
        assertThat(tables()).hasSize(pairsOfDays.size() + weeks.size() + 2);
        assertThat(written.values().stream().mapToLong(AtomicLong::get).sum())
                .isGreaterThan(DAYS)
                .isEqualTo(retired.get() + count("events") + count("logs"));
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
        assertThat(db.queryStrings("SELECT DISTINCT outcome FROM pgpartition.history WHERE outcome <> 'deferred'"))
                .containsExactly("done");
    }

    private static PartitionPolicy.Builder policy(String table, String interval, int premake) {
        return PartitionPolicy.of(table, interval).premake(premake).retention(RETENTION + " days");
    }

    private PartitionManager node() {
        return PartitionManager.builder(db.dataSource())
                .clock(this::now)
                .hook(new CountingHook())
                .listener(this::ended)
                .build();
    }

    private void ended(PassEnd pass) {
        pass.failure().ifPresent(e -> errors.add("pass: " + e));
        pass.report().ifPresent(report -> {
            report.failures().forEach(f -> errors.add("failure: " + f.message()));
            if (report.results().stream().allMatch(r -> r.isDone())
                    && report.findings().isEmpty()) {
                lastPass.accumulateAndGet(report.now().getEpochSecond(), Math::max);
            }
        });
    }

    /** The rows of what goes: all of them over their retention. */
    private final class CountingHook implements PartitionHook {

        @Override
        public HookDecision beforeDrop(PartitionEvent event) {
            List<@Nullable String> rows = db.queryRows(
                            "SELECT count(*), coalesce(max(at), '-infinity') <= ? FROM "
                                    + event.partition().sql(),
                            now().minus(RETENTION, ChronoUnit.DAYS).atOffset(UTC))
                    .get(0);
            if (!"t".equals(rows.get(1))) {
                errors.add("dropped too early: " + event);
            }
            retired.addAndGet(Long.parseLong(String.valueOf(rows.get(0))));
            return HookDecision.proceed();
        }
    }

    /** As passes come several times within an interval, the clock waits for one where this computer is slow. */
    private void runTheClock() throws InterruptedException {
        Instant end = START.plus(DAYS, ChronoUnit.DAYS);
        while (now().isBefore(end) && errors.isEmpty()) {
            Thread.sleep(1);
            if (seconds.get() - lastPass.get()
                    < Duration.ofDays(2 * (PREMAKE - 1)).toSeconds()) {
                seconds.addAndGet(TICK.toSeconds());
            }
        }
    }

    private Thread writer(String sql, Object first) {
        Thread thread = new Thread(() -> {
            try (Connection connection = db.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement(sql)) {
                for (long i = 0; !over.get(); i++) {
                    Instant at = now();
                    insert.setObject(1, first instanceof Long offset ? Long.valueOf(offset + 2 * i) : first);
                    insert.setObject(2, OffsetDateTime.ofInstant(at, UTC));
                    insert.executeUpdate();
                    written.computeIfAbsent(at.truncatedTo(ChronoUnit.DAYS), d -> new AtomicLong())
                            .incrementAndGet();
                    Thread.sleep(5);
                }
            } catch (SQLException | InterruptedException e) {
                errors.add("writer: " + e);
            }
        });
        thread.start();
        return thread;
    }

    /** Starts of the partitions that there are when all is done: what ends after the cutoff, to the end of the window. */
    private List<LocalDate> starts(int days, LocalDate anchor, long premake) {
        LocalDate today = LocalDate.ofInstant(now(), UTC);
        LocalDate current = today.minusDays((today.toEpochDay() - anchor.toEpochDay()) % days);
        Instant cutoff = now().minus(RETENTION, ChronoUnit.DAYS);
        return Stream.iterate(current.plusDays(premake * days), start -> start.minusDays(days))
                .takeWhile(start ->
                        start.plusDays(days).atStartOfDay().toInstant(UTC).isAfter(cutoff))
                .sorted()
                .toList();
    }

    private static List<String> names(String prefix, List<LocalDate> starts) {
        return starts.stream()
                .map(start -> prefix + start.toString().replace("-", ""))
                .toList();
    }

    private static List<String> partitions(String table) {
        return db.queryStrings("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '" + table
                + "'::regclass ORDER BY 1");
    }

    private static List<String> tables() {
        return db.queryStrings("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind IN ('r', 'p')");
    }

    private static long count(String table) {
        return db.queryLong("SELECT count(*) FROM " + table);
    }
}
