package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.execution.PassClock;
import io.github.pgpartition.execution.PassEnvironment;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which steps share a transaction, and that nobody can tell from the outcome. */
class BatchTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    private static PartitionPolicy.Builder week() {
        return PartitionPolicy.of(EVENTS, "1 day").premake(6);
    }

    private void days(int... march) {
        for (int day : march) {
            events.day("2026-03-" + (day < 10 ? "0" : "") + day);
        }
    }

    private static QualifiedName march(int day) {
        return QualifiedName.of("App data", "Events_2026-03-" + day);
    }

    /** One per transaction that wrote to the history, with the number of its rows. */
    private List<String> transactions(String action) {
        return db.queryStrings(
                "SELECT count(*) FROM pgpartition.history WHERE action = ? GROUP BY xmin ORDER BY min(id)", action);
    }

    private static List<String> outcomes(MaintenanceReport report) {
        return report.results().stream()
                .map(r -> r.step().kind().word() + " "
                        + r.step().partition().name().value() + " " + r.outcome())
                .toList();
    }

    @Test
    void partitionsAreMadeInOneTransaction() {
        events.manager().manage(week().build());
        assertThat(events.manager().maintain().created()).hasSize(7);
        assertThat(transactions("create")).containsExactly("7");
        assertThat(db.queryLong("SELECT count(DISTINCT xmin::text) FROM pg_inherits WHERE inhparent = '" + EVENTS
                        + "'::regclass"))
                .isEqualTo(1);
    }

    @Test
    void noTransactionMakesMoreThanSixteen() {
        events.manager().manage(PartitionPolicy.of(EVENTS, "1 day").premake(39).build());
        assertThat(events.manager().maintain().created()).hasSize(40);
        assertThat(transactions("create")).containsExactly("16", "16", "8");
    }

    /** The type of a partition that is to be made has its name already. */
    @Test
    void onePartitionThatCannotBeMadeStopsNoOther() {
        events.manager().manage(week().build());
        db.execute("CREATE TYPE " + made("20260330").sql() + " AS ENUM ('here')");
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.created()).hasSize(6).doesNotContain(made("20260330"));
        assertThat(report.failures())
                .singleElement()
                .satisfies(
                        f -> assertThat(f.message()).contains(made("20260330").sql(), "already exists"));
        assertThat(transactions("create")).hasSize(7);
        assertThat(db.queryStrings("SELECT outcome FROM pgpartition.history ORDER BY id"))
                .containsExactly("done", "done", "failed", "done", "done", "done", "done");
    }

    @Test
    void partitionsOfTableWithForeignKeysAreMadeOneByOne() {
        db.execute(
                "CREATE TABLE \"App data\".\"Kinds\" (\"Id\" bigint PRIMARY KEY)",
                "ALTER TABLE " + EVENTS + " ADD FOREIGN KEY (\"Id\") REFERENCES \"App data\".\"Kinds\"");
        events.manager().manage(policy().build());
        events.manager().maintain();
        assertThat(transactions("create")).containsExactly("1", "1");
    }

    @Test
    void partitionsOfTableThatOthersReferToAreMadeOneByOne() {
        db.execute(
                "CREATE TABLE \"App data\".\"Notes\" (\"Id\" bigint, \"At\" timestamptz, FOREIGN KEY (\"Id\", \"At\") REFERENCES "
                        + EVENTS + ")");
        events.manager().manage(policy().build());
        events.manager().maintain();
        assertThat(transactions("create")).containsExactly("1", "1");
    }

    @Test
    void partitionsBesideDefaultAreMadeOneByOne() {
        events.defaultPartition();
        events.manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        events.manager().maintain();
        assertThat(transactions("create")).containsExactly("1", "1");
    }

    @Test
    void whatIsOverIsDetachedOneByOneAndDroppedTogether() {
        days(20, 21, 22, 23, 27);
        events.manager().manage(policy().retention("2 days").build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.dropped()).containsExactly(march(20), march(21), march(22), march(23));
        assertThat(outcomes(report))
                .containsExactly(
                        "create Events_p20260328 DONE",
                        "create Events_p20260329 DONE",
                        "detach Events_2026-03-20 DONE",
                        "detach Events_2026-03-21 DONE",
                        "detach Events_2026-03-22 DONE",
                        "detach Events_2026-03-23 DONE",
                        "drop Events_2026-03-20 DONE",
                        "drop Events_2026-03-21 DONE",
                        "drop Events_2026-03-22 DONE",
                        "drop Events_2026-03-23 DONE");
        assertThat(transactions("drop")).containsExactly("4");
        assertThat(db.queryStrings("SELECT DISTINCT outcome || coalesce(next_action, '') FROM pgpartition.history"))
                .containsExactly("done");
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void besideDefaultTheyAreDetachedTogether() {
        days(20, 21, 22, 27);
        events.defaultPartition();
        events.manager()
                .manage(policy().retention("2 days")
                        .defaultPartition(DefaultPartition.KEEP)
                        .build());
        assertThat(events.manager().maintain().dropped()).hasSize(3);
        assertThat(transactions("detach")).containsExactly("3");
        assertThat(transactions("drop")).containsExactly("3");
    }

    @Test
    void theyAreArchivedTogether() {
        days(20, 21, 27);
        db.execute("DROP SCHEMA IF EXISTS \"Old data\" CASCADE", "CREATE SCHEMA \"Old data\"");
        events.manager()
                .manage(policy().retention("2 days")
                        .retentionAction(RetentionAction.ARCHIVE)
                        .retentionSchema("\"Old data\"")
                        .build());
        events.manager().maintain();
        assertThat(transactions("archive")).containsExactly("2");
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-20\""))
                .isEqualTo(1);
        assertThat(db.queryLong("SELECT count(*) FROM \"Old data\".\"Events_2026-03-21\""))
                .isEqualTo(1);
    }

    /** A reader of one partition, so that its detach is given up and stays pending; those before it are done, those after it wait. */
    @Test
    void detachThatHasToWaitStopsOnlyWhatComesAfterIt() {
        days(20, 21, 22, 23, 27);
        events.manager().manage(policy().retention("2 days").build());
        try (Session reader = db.session("SELECT count(*) FROM " + march(22).sql())) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(report.dropped()).containsExactly(march(20), march(21));
            assertThat(report.deferred()).extracting(r -> r.step().partition()).containsExactly(march(22), march(23));
            assertThat(report.deferred().get(0).message()).contains("in the way: pid " + reader.pid());
            assertThat(db.queryStrings(
                            "SELECT partition || ' ' || outcome || coalesce(' ' || next_action, '') FROM pgpartition.history"
                                    + " WHERE action = 'detach' ORDER BY id"))
                    .containsExactly(
                            march(20).sql() + " done",
                            march(21).sql() + " done",
                            march(22).sql() + " deferred");
        }
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(march(22), march(23));
    }

    /** All partitions are over and no new one can be made. */
    @Test
    void lastOneStaysOfThoseThatAreDetachedTogether() {
        days(20, 21, 22);
        events.manager().manage(policy().retention("2 days").build());
        db.execute(
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'not now'; END $$",
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION"
                        + " \"App data\".refuse()");
        try {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.dropped()).containsExactly(march(20), march(21));
            assertThat(report.results())
                    .extracting(StepResult::outcome)
                    .endsWith(Outcome.DONE, Outcome.DONE, Outcome.SKIPPED);
            assertThat(events.partitionNames()).containsExactly(march(22));
        } finally {
            db.execute("DROP EVENT TRIGGER refuse");
        }
    }

    /** What depends on a detached table since the plan was made is found by the server only. */
    @Test
    void oneThatCannotBeDroppedStopsNoOther() {
        days(20, 21, 22, 27);
        events.manager().manage(policy().retention("2 days").build());
        db.execute(
                "CREATE FUNCTION \"App data\".refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE object_identity LIKE '%03-21%')"
                        + " THEN RAISE EXCEPTION 'not now'; END IF; END $$",
                "CREATE EVENT TRIGGER refuse ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION \"App data\".refuse()");
        try {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.dropped()).containsExactly(march(20), march(22));
            assertThat(report.failures())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message()).contains("not now"));
        } finally {
            db.execute("DROP EVENT TRIGGER refuse");
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(march(21));
    }

    /** Its lease is locked, as by a step of another node: the group goes on without it. */
    @Test
    void tableThatIsBusyStopsNoOtherOfItsGroup() {
        IntStream.rangeClosed(1, 3).forEach(i -> {
            events.createTable("More" + i, "timestamptz");
            events.manager()
                    .manage(PartitionPolicy.of("\"App data\".\"More" + i + "\"", "1 day")
                            .premake(1)
                            .build());
        });
        try (Session other = db.session("SELECT 1")) {
            other.execute(
                    "INSERT INTO pgpartition.lease VALUES ('\"App data\".\"More2\"'::regclass, gen_random_uuid(), pg_backend_pid(),"
                            + " clock_timestamp() + interval '1 minute')");
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.created()).hasSize(4);
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message()).startsWith("another pass is at work on it"));
        }
        assertThat(events.manager().maintain().created()).hasSize(2);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.lease")).isZero();
    }

    private MaintenanceReport watched(WatchedConnection.Watcher watcher) throws SQLException {
        try (Connection real = db.connect()) {
            return EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(real, watcher)))
                    .build()
                    .maintain();
        }
    }

    /** Runs something before the detach of that number. */
    private static WatchedConnection.Watcher beforeDetach(int number, Runnable what) {
        int[] detaches = {0};
        return (real, sql) -> {
            if (sql.contains("DETACH PARTITION") && ++detaches[0] == number) {
                what.run();
            }
        };
    }

    private static WatchedConnection.Watcher afterDetach(int number, Runnable what) {
        int[] detaches = {0};
        return (real, sql) -> {
            if (detaches[0] == number) {
                what.run();
                detaches[0]++;
            } else if (sql.contains("DETACH PARTITION")) {
                detaches[0]++;
            }
        };
    }

    @Test
    void defaultPartitionThatWasMadeSinceThePlanIsNotScannedOftenInOneTransaction() throws SQLException {
        events.manager().manage(policy().defaultPartition(DefaultPartition.KEEP).build());
        db.execute("UPDATE pgpartition.managed_table SET default_partition = 'none'");
        boolean[] made = {false};
        watched((real, sql) -> {
            if (sql.contains("wanted(oid, template)")
                    && !made[0]) { // what partitions are given: the tree is read by then
                made[0] = true;
                events.defaultPartition();
            }
        });
        assertThat(made[0]).isTrue();
        assertThat(transactions("create")).containsExactly("1", "1");
    }

    /** A pass that is ended while one of its detaches waits: what somebody then detaches to keep it is not dropped by the next one. */
    @Test
    void nothingFollowsFromDetachThatThePassWasEndedIn() throws SQLException {
        events.manager().manage(policy().build());
        events.manager().maintain();
        days(20, 21, 27);
        events.manager().manage(policy().retention("2 days").build());
        boolean[] over = {false};
        try (Session other = db.session("LOCK TABLE " + EVENTS + " IN SHARE UPDATE EXCLUSIVE MODE");
                Connection real = db.connect()) {
            Connection watched = WatchedConnection.of(real, beforeDetach(1, () -> over[0] = true));
            MaintenanceReport report = new MaintenancePass(
                            watched,
                            new LockPolicy(EventsFixture.LOCK_TIMEOUT, EventsFixture.RETRIES),
                            PassClock.of(InstantSource.fixed(EventsFixture.NOW)),
                            PassEnvironment.NONE.stoppedBy(() -> over[0]))
                    .run(new Registry(real).managedTables());
            assertThat(over[0]).isTrue();
            assertThat(report.dropped()).isEmpty();
            assertThat(other.pid()).isPositive();
        }
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.history WHERE action = 'detach'"))
                .isZero();
        db.execute("ALTER TABLE " + EVENTS + " DETACH PARTITION " + march(20).sql());
        assertThat(events.manager().maintain().dropped()).containsExactly(march(21));
        assertThat(events.exists(march(20))).isTrue();
    }

    @Test
    void lockOnTheHistoryAfterDetachesLeavesNothingBehind() throws SQLException {
        days(20, 21, 22, 27);
        events.manager().manage(policy().retention("2 days").build());
        try (Session other = db.session("SELECT 1")) {
            MaintenanceReport report =
                    watched(afterDetach(3, () -> other.execute("LOCK TABLE pgpartition.history IN SHARE MODE")));
            assertThat(report.dropped()).isEmpty();
            assertThat(report.failures()).isEmpty();
            assertThat(report.findings())
                    .hasSize(3)
                    .allSatisfy(f -> assertThat(f.message())
                            .contains("was detached, but pgpartition.history could not be told"));
        }
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(march(20), march(21), march(22));
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    /** The same of one that is detached by itself. */
    @Test
    void lockOnTheHistoryAfterOneDetachLeavesNothingBehind() throws SQLException {
        days(20, 27);
        events.manager().manage(policy().retention("2 days").build());
        try (Session other = db.session("SELECT 1")) {
            MaintenanceReport report =
                    watched(beforeDetach(1, () -> other.execute("LOCK TABLE pgpartition.history IN SHARE MODE")));
            assertThat(report.dropped()).isEmpty();
            assertThat(report.failures()).isEmpty();
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message())
                            .startsWith("partition " + march(20).sql()
                                    + " was detached, but pgpartition.history could not be told"));
        }
        assertThat(events.manager().maintain().dropped()).containsExactly(march(20));
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void lockOnTheHistoryBetweenDetachesLeavesNothingBehind() throws SQLException {
        days(20, 21, 22, 27);
        events.manager().manage(policy().retention("2 days").build());
        try (Session other = db.session("SELECT 1")) {
            MaintenanceReport report =
                    watched(beforeDetach(3, () -> other.execute("LOCK TABLE pgpartition.history IN SHARE MODE")));
            assertThat(report.dropped()).isEmpty();
            assertThat(events.partitionNames()).contains(march(22)).doesNotContain(march(21));
        }
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(march(20), march(21), march(22));
        assertThat(events.manager().plan().isEmpty()).isTrue();
    }

    @Test
    void lockOnTheHistoryForAWhileKeepsNoDropFromFollowing() throws SQLException {
        days(20, 21, 22, 27);
        events.manager().manage(policy().retention("2 days").build());
        boolean[] locked = {false, false};
        try (Session other = db.session("SELECT 1")) {
            MaintenanceReport report = watched((real, sql) -> {
                if (!locked[0]
                        && sql.contains("DETACH PARTITION")
                        && sql.contains(march(22).sql())) {
                    locked[0] = true;
                    other.execute("LOCK TABLE pgpartition.history IN SHARE MODE");
                } else if (locked[0] && !locked[1] && sql.contains("i.inhdetachpending, false")) {
                    locked[1] = true;
                    other.close(); // before the last look at the one that is tried again
                }
            });
            assertThat(locked).containsExactly(true, true);
            assertThat(report.dropped()).containsExactlyInAnyOrder(march(20), march(21), march(22));
        }
    }

    @Test
    void anotherPassLeavesTheEntriesOfThisOneAlone() {
        days(20, 21, 27, 28, 29);
        events.manager().manage(policy().retention("2 days").build());
        try (Session other = db.session("LOCK TABLE " + EVENTS + " IN SHARE UPDATE EXCLUSIVE MODE")) {
            CompletableFuture<MaintenanceReport> pass = CompletableFuture.supplyAsync(() ->
                    events.builder().lockTimeout(Duration.ofSeconds(30)).build().maintain());
            await().until(() -> db.queryLong("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event_type = 'Lock' AND query LIKE '%DETACH PARTITION%'")
                    == 1);
            assertThat(events.manager().maintain().results()).isEmpty();
            assertThat(
                            db.queryStrings(
                                    "SELECT next_action FROM pgpartition.history WHERE action = 'detach' AND next_action IS NOT NULL"))
                    .containsExactly("drop");
            other.close();
            assertThat(pass.join().dropped()).containsExactly(march(20), march(21));
        }
    }

    /** The driver sends what follows all the same, each by itself. */
    @Test
    void whatCannotBeWrittenDownIsNotDetachedInSimpleModeEither() throws SQLException {
        days(20, 21, 22, 27);
        events.manager().manage(policy().retention("2 days").build());
        try (Session other = db.session("SELECT 1");
                Connection real = DriverManager.getConnection(db.jdbcUrl() + "&preferQueryMode=simple")) {
            MaintenanceReport report = EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(
                            real,
                            beforeFollow(2, () -> other.execute("LOCK TABLE pgpartition.history IN SHARE MODE")))))
                    .build()
                    .maintain();
            assertThat(report.detached()).containsExactly(march(20));
            assertThat(report.failures()).isEmpty();
        }
        assertThat(events.partitionNames()).contains(march(21), march(22));
        assertThat(events.manager().maintain().dropped()).containsExactlyInAnyOrder(march(20), march(21), march(22));
    }

    private static WatchedConnection.Watcher beforeFollow(int number, Runnable what) {
        int[] follows = {0};
        return (real, sql) -> {
            if (sql.contains("SET next_action = ?") && ++follows[0] == number) {
                what.run();
            }
        };
    }

    /** Readers of the table wait behind the first lock until the last one is there, or is given up. */
    @Test
    void locksOfSeveralPlainDetachesTogetherTakeNoLongerThanOne() throws SQLException {
        days(20, 21, 27);
        events.defaultPartition();
        events.manager()
                .manage(policy().defaultPartition(DefaultPartition.KEEP)
                        .retention("2 days")
                        .build());
        events.manager().premake();
        long[] sent = {0};
        List<Long> took = new ArrayList<>();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        try (Connection real = db.connect()) {
            PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> {
                        if (sent[0] == 0
                                && sql.contains("LOCK TABLE")
                                && sql.contains(march(20).sql())) {
                            sent[0] = System.nanoTime();
                            readers.add(readFor(march(20), 700));
                            readers.add(readFor(march(21), 1600));
                        } else if (sent[0] != 0 && took.isEmpty()) {
                            took.add((System.nanoTime() - sent[0]) / 1_000_000);
                        }
                    }))
                    .clock(InstantSource.fixed(EventsFixture.NOW))
                    .lockTimeout(Duration.ofSeconds(1))
                    .lockRetries(EventsFixture.RETRIES)
                    .build()
                    .maintain();
        }
        readers.forEach(CompletableFuture::join);
        assertThat(took).singleElement().satisfies(millis -> assertThat(millis).isBetween(900L, 1400L));
        assertThat(events.partitionNames()).doesNotContain(march(20), march(21));
    }

    private static CompletableFuture<Void> readFor(QualifiedName table, long millis) {
        Session reader = db.session("SELECT count(*) FROM " + table.sql());
        return CompletableFuture.runAsync(
                reader::close, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }
}
