package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.registry.TableStatus.Verdict;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** View {@code pgpartition.status} and what the manager makes of it. Its clock is the server's. */
class StatusTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager =
            events.builder().clock(InstantSource.system()).build();

    @BeforeEach
    void reset() {
        events.reset();
    }

    private TableStatus status() {
        assertThat(manager.status()).hasSize(1);
        return manager.status().get(0);
    }

    private void managed(PartitionPolicy.Builder policy) {
        manager.manage(policy.build());
        assertThat(manager.maintain().succeeded()).isTrue();
    }

    private static PartitionPolicy.Builder daily() {
        return PartitionPolicy.of(EVENTS, "1 day").premake(3);
    }

    /** Name and whole bounds of the partition so many days from today. */
    private static String day(int offset) {
        return String.valueOf(db.queryString(
                "SELECT partition::text FROM pgpartition.partitions WHERE starts_at = date_trunc('day', now() AT TIME ZONE 'UTC')"
                        + " AT TIME ZONE 'UTC' + ? * interval '24 hours'",
                offset));
    }

    @Test
    void isWellAfterAPass() {
        managed(daily());
        TableStatus status = status();
        assertThat(status.verdict()).isEqualTo(Verdict.OK);
        assertThat(status.reason()).isEmpty();
        assertThat(status.partitions()).isEqualTo(4);
        assertThat(status.runwayEndsAt())
                .contains(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(4)));
        assertThat(status.lastSuccessAt()).isPresent();
    }

    @Test
    void firstPassIsAwaitedAsEachIs() {
        manager.manage(daily().build());
        assertThat(status().verdict()).isEqualTo(Verdict.CRIT);
        assertThat(status().reason()).isEqualTo("it has no partition");
        manager.premake(EVENTS);
        assertThat(status().verdict()).isEqualTo(Verdict.OK);
        assertThat(status().lastPassAt()).isEmpty();
        db.execute("UPDATE pgpartition.managed_table SET declared_at = now() - interval '47 hours'");
        assertThat(status().verdict()).isEqualTo(Verdict.OK);
        db.execute("UPDATE pgpartition.managed_table SET declared_at = now() - interval '49 hours'");
        assertThat(status().verdict()).isEqualTo(Verdict.WARN);
        assertThat(status().reason()).isEqualTo("no pass has run yet");
    }

    @Test
    void reportPrintsWhatTheListHas() {
        managed(daily());
        StatusReport report = manager.statusReport();
        assertThat(report.tables()).isEqualTo(manager.status());
        assertThat(report.worst()).isEqualTo(Verdict.OK);
        assertThat(report.toText()).contains("OK       \"App data\".\"Events\"  4 ");
        assertThat(report.toJson())
                .contains("\"worst\":\"OK\"", "\"verdict\":\"OK\",\"reason\":\"\",\"partitions\":4,");
    }

    @Test
    void isCriticalWhenTheRunwayIsShorterThanAnInterval() {
        managed(daily().premake(1));
        db.execute("DROP TABLE " + day(1));
        assertThat(status().verdict()).isEqualTo(Verdict.CRIT);
        assertThat(status().reason()).startsWith("rows have no partition after ");
        db.execute("DROP TABLE " + day(0));
        assertThat(status().reason()).isEqualTo("it has no partition");
    }

    @Test
    void isCriticalWhenNothingTakesRowsOfNow() {
        managed(daily());
        db.execute("DROP TABLE " + day(0));
        assertThat(status().reason()).startsWith("no partition takes rows of now");
        assertThat(status().verdict()).isEqualTo(Verdict.CRIT);
    }

    @Test
    void endsTheRunwayAtTheFirstGap() {
        managed(daily());
        db.execute("DROP TABLE " + day(2));
        assertThat(status().verdict()).isEqualTo(Verdict.WARN);
        assertThat(status().reason()).isEqualTo("there are gaps between its partitions: 1");
        assertThat(status().runwayEndsAt())
                .contains(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2)));
    }

    @Test
    void endlessPartitionHasNoRunwayToEnd() {
        db.execute("CREATE TABLE \"App data\".\"All\" PARTITION OF " + EVENTS
                + " FOR VALUES FROM (MINVALUE) TO (MAXVALUE)");
        managed(daily());
        assertThat(status().verdict()).isEqualTo(Verdict.OK);
        assertThat(status().runwayEndsAt()).isEmpty();
    }

    @Test
    void tellsOfRowsInDefaultAndOfAPause() {
        managed(daily());
        events.defaultPartition();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '1999-01-01')", "ANALYZE " + EVENTS);
        assertThat(status().reason()).startsWith("there are rows in its DEFAULT partition: about ");
        assertThat(status().rowsInDefault()).isPositive();
        manager.manage(daily().paused(true).build());
        assertThat(status().reason()).startsWith("maintenance is paused; ");
        assertThat(status().verdict()).isEqualTo(Verdict.WARN);
    }

    @Test
    void tellsOfAPassThatFailedOrIsLongAgo() {
        managed(daily());
        db.execute("UPDATE pgpartition.last_pass SET last_pass_at = now(), last_success_at = now() - interval '1 day',"
                + " last_message = 'disk full'");
        assertThat(status().reason()).isEqualTo("the last pass did not succeed: disk full");
        db.execute(
                "UPDATE pgpartition.last_pass SET last_pass_at = now() - interval '3 days', last_success_at = now() - interval '3 days'");
        assertThat(status().reason()).startsWith("the last pass was at ");
    }

    @Test
    void numberKeyIsCriticalWhenItsLastPartitionHasRows() {
        db.execute("DROP TABLE " + EVENTS);
        events.createTable("Events", "bigint");
        managed(PartitionPolicy.of(EVENTS, "10").premake(1));
        assertThat(status().verdict()).isEqualTo(Verdict.OK);
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 5)", "ANALYZE " + EVENTS);
        assertThat(status().verdict()).isEqualTo(Verdict.OK);
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 15)", "ANALYZE " + EVENTS);
        assertThat(status().verdict()).isEqualTo(Verdict.CRIT);
        assertThat(status().reason()).isEqualTo("the last partition has rows: none is ahead");
        assertThat(status().runwayEndsAt()).isEmpty();
    }

    @Test
    void waitsForNobody() {
        managed(daily());
        try (Session busy = db.session("LOCK TABLE " + EVENTS + ", " + day(0) + " IN ACCESS EXCLUSIVE MODE")) {
            assertThat(status().verdict()).isEqualTo(Verdict.OK);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # type      | encoding                   | bound                                  | moment
            timestamptz |                            | 2026-03-28 00:00:00+00                 | 2026-03-28T00:00:00Z
            timestamp   |                            | 2026-03-28 00:00:00                    | 2026-03-27T23:00:00Z
            date        |                            | 2026-03-28                             | 2026-03-27T23:00:00Z
            int4        | epoch_s                    | 1774652400                             | 2026-03-27T23:00:00Z
            int8        | epoch_ms                   | '1774652400000'                        | 2026-03-27T23:00:00Z
            int8        | epoch_us                   | 1774652400000000                       | 2026-03-27T23:00:00Z
            int8        | epoch_ns                   | 1774652400000000000                    | 2026-03-27T23:00:00Z
            uuid        | uuidv7                     | '019d3186-a180-0000-0000-000000000000' | 2026-03-27T23:00:00Z
            uuid        | ulid                       | '019d3186-a180-0000-0000-000000000000' | 2026-03-27T23:00:00Z
            text        | ulid                       | '01KMRRD8C00000000000000000'           | 2026-03-27T23:00:00Z
            int8        | snowflake:1288834974657:22 | '2037665970385846272'                  | 2026-03-27T23:00:00Z
            """)
    void readsEachKindOfKey(String type, String encoding, String bound, Instant moment) {
        manager.install();
        assertThat(db.queryString(
                        "SELECT pgpartition.key_time(?, ?, ?, 'Europe/Berlin') = ?::timestamptz",
                        bound,
                        type,
                        encoding,
                        moment.toString()))
                .isEqualTo("t");
    }
}
