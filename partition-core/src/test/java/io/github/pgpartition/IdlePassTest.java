package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of which a pass knows that nothing is due are not looked at, until anything is done to them or their time is over. */
class IdlePassTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String OTHER = "\"App data\".other";

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void reset() {
        events.reset();
        events.createTable("other", "timestamptz");
        events.manager().manage(policy().retention("30 days").build());
        events.manager()
                .manage(PartitionPolicy.of(OTHER, "1 day").retention("30 days").build());
        events.manager().maintain();
        events.manager().maintain();
    }

    /** Statements of a pass, which has nothing to do. */
    private List<String> pass(Instant now) throws SQLException {
        List<String> sent = new ArrayList<>();
        try (Connection real = db.connect()) {
            PartitionManager manager = EventsFixture.settings(
                            PartitionManager.builder(WatchedConnection.of(real, (connection, sql) -> sent.add(sql))))
                    .clock(() -> now)
                    .build();
            var report = manager.maintain();
            assertThat(report.failures()).isEmpty();
            assertThat(report.tables()).isEqualTo(2);
        }
        return sent;
    }

    @Test
    void nothingIsReadButVersions() throws SQLException {
        assertThat(pass(EventsFixture.NOW)).hasSize(1);
        assertThat(pass(EventsFixture.NOW.plus(Duration.ofMinutes(59)))).hasSize(1);
    }

    @Test
    void forAnHourAtMost() throws SQLException {
        Instant later = EventsFixture.NOW.plus(Duration.ofHours(1));
        assertThat(pass(later)).hasSize(9);
        assertThat(pass(later)).hasSize(1);
        assertThat(pass(EventsFixture.NOW)).as("a clock that was set back").hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE pgpartition.managed_table SET premake = premake + 0 WHERE relation = '\"App data\".other'::regclass",
                "ALTER TABLE \"App data\".other RENAME TO another",
                "CREATE TABLE \"App data\".more PARTITION OF \"App data\".other FOR VALUES FROM ('2001-01-01') TO ('2001-01-02')",
                "DO $$ BEGIN EXECUTE 'DROP TABLE ' || (SELECT max(inhrelid)::regclass FROM pg_inherits"
                        + " WHERE inhparent = '\"App data\".other'::regclass); END $$",
                "DO $$ BEGIN EXECUTE 'ALTER TABLE \"App data\".other DETACH PARTITION ' || (SELECT max(inhrelid)::regclass FROM pg_inherits"
                        + " WHERE inhparent = '\"App data\".other'::regclass); END $$",
                "CREATE TABLE \"App data\".rest PARTITION OF \"App data\".other DEFAULT",
                "UPDATE pgpartition.last_pass SET idle_version = ''",
                "COMMENT ON SCHEMA pgpartition IS 'PgPartition, version 99 of its tables'"
            })
    void whateverIsDoneIsLookedAt(String sql) throws SQLException {
        db.execute(sql);
        assertThat(pass(EventsFixture.NOW)).hasSizeGreaterThan(1);
    }

    @Test
    void oneThatLacksAPartitionGetsItAndTheOtherIsLeftAlone() throws SQLException {
        String last = db.query(
                        "SELECT max(inhrelid)::regclass::text FROM pg_inherits WHERE inhparent = ?::regclass",
                        row -> row.getString(1),
                        OTHER)
                .get(0);
        db.execute("DROP TABLE " + last);
        List<String> sent = pass(EventsFixture.NOW);
        assertThat(db.query("SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), last))
                .containsExactly(true);
        assertThat(pass(EventsFixture.NOW)).as("made, and not yet found idle").hasSize(9);
        assertThat(pass(EventsFixture.NOW)).hasSize(1);
        assertThat(sent).isNotEmpty();
    }

    /** A detached table that somebody dropped, or that a dump did not bring, leaves nothing to be done. */
    @Test
    void whatIsNotThereAnyMoreKeepsNobodyBusy() throws SQLException {
        db.execute(
                "INSERT INTO pgpartition.history (table_oid, table_name, action, outcome, partition, partition_oid, bounds, reason,"
                        + " statements, attempts, lock_wait_ms, next_action) SELECT '\"App data\".other'::regclass, 'x', 'detach', 'done', 'y', 1, '', '', '', 1, 0, 'drop'");
        assertThat(pass(EventsFixture.NOW)).hasSizeGreaterThan(1);
        pass(EventsFixture.NOW);
        assertThat(pass(EventsFixture.NOW)).hasSize(1);
    }

    @Test
    void rowsInDefaultComeWheneverTheyLike() throws SQLException {
        db.execute("CREATE TABLE \"App data\".rest PARTITION OF " + OTHER + " DEFAULT");
        pass(EventsFixture.NOW);
        assertThat(pass(EventsFixture.NOW)).hasSizeGreaterThan(1);
    }

    /** What is done between the look at the versions and the look at partitions is seen by the next pass. */
    @Test
    void whatChangesDuringAPassIsNotMissed() throws SQLException {
        Instant later = EventsFixture.NOW.plus(Duration.ofHours(1));
        boolean[] done = new boolean[1];
        try (Connection real = db.connect()) {
            PartitionManager manager = EventsFixture.settings(PartitionManager.builder(WatchedConnection.of(
                            real, (connection, sql) -> {
                                if (sql.contains("INTO pgpartition.last_pass") && !done[0]) {
                                    done[0] = true;
                                    db.execute("CREATE TABLE \"App data\".rest PARTITION OF " + OTHER + " DEFAULT");
                                }
                            })))
                    .clock(() -> later)
                    .build();
            manager.maintain();
        }
        assertThat(done[0]).isTrue();
        assertThat(pass(later)).hasSizeGreaterThan(1);
    }
}
