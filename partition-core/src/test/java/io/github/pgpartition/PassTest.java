package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.made;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PassTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);

    @BeforeEach
    void table() {
        events.reset();
    }

    @Test
    void historySaysWhatWasDoneByWhomAndWhy() {
        events.day("2026-03-25");
        db.execute("ANALYZE " + EVENTS);
        events.manager().manage(policy().retention("2 days").build());
        events.manager().maintain();
        assertThat(db.queryRows(
                        "SELECT action, outcome, rows, lock_wait_ms < 100, message, next_action, parent_oid::regclass,"
                                + " statements LIKE '%' || partition || '%' FROM pgpartition.history WHERE action <> 'create'"
                                + " ORDER BY id"))
                .containsExactly(
                        Arrays.asList("detach", "done", "1", "t", null, null, EVENTS, "t"),
                        Arrays.asList("drop", "done", "1", "t", null, null, null, "t"));
        String reason =
                "its upper bound '2026-03-26 00:00:00+00' is at or before the cutoff '2026-03-26 12:00:00+00' (retention 2 days)";
        String bounds = "FOR VALUES FROM ('2026-03-25 00:00:00+00') TO ('2026-03-26 00:00:00+00')";
        assertThat(db.queryRows("SELECT table_name, partition, bounds, reason, attempts, done_by = session_user"
                        + " FROM pgpartition.history WHERE action = 'drop'"))
                .containsExactly(List.of(EVENTS, "\"App data\".\"Events_2026-03-25\"", bounds, reason, "1", "t"));
        assertThat(db.queryRows("SELECT partition, reason, partition_oid = to_regclass(partition),"
                        + " table_oid = to_regclass(table_name) FROM pgpartition.history WHERE action = 'create'"
                        + " AND partition LIKE '%28\"'"))
                .containsExactly(List.of(made("20260328").sql(), "no partition takes these keys yet", "t", "t"));
    }

    @Test
    void failureOfOneTableDoesNotStopAnother() {
        events.createTable("A text", "text");
        events.createTable("B plain", "date");
        events.createTable("Numbers", "bigint");
        PartitionManager manager = events.manager();
        manager.manage(PartitionPolicy.of("\"App data\".\"A text\"", "1 day")
                .keyEncoding("ulid")
                .build());
        manager.manage(policy().build());
        manager.manage(PartitionPolicy.of("\"App data\".\"B plain\"", "1 day")
                .premake(1)
                .build());
        manager.manage(PartitionPolicy.of("\"App data\".\"Numbers\"", "10").build());
        db.execute(
                "UPDATE pgpartition.managed_table SET partition_interval = '1 fortnight'"
                        + " WHERE relation = '\"App data\".\"Numbers\"'::regclass",
                "UPDATE pgpartition.managed_table SET key_encoding = NULL WHERE relation = '\"App data\".\"A text\"'::regclass");
        MaintenanceReport report = manager.maintain();
        assertThat(report.created())
                .containsExactly(
                        QualifiedName.of("App data", "B plain_p20260328"),
                        QualifiedName.of("App data", "B plain_p20260329"),
                        made("20260328"),
                        made("20260329"));
        assertThat(report.succeeded()).isFalse();
        assertThat(report.failures())
                .containsExactlyInAnyOrder(
                        new Failure(
                                QualifiedName.of("App data", "A text"),
                                "Cannot manage partitions by a key of type text: nothing says how its values hold a time. Set"
                                        + " keyEncoding to uuidv7 or ulid, if all values are such."),
                        new Failure(
                                QualifiedName.of("App data", "Numbers"),
                                "Cannot use interval '1 fortnight': it is not a number with a unit. Write for example"
                                        + " '15 minutes', '1 hour', '1 day', '1 week', '3 months', '1 year', or a plain"
                                        + " number for a key that counts."));
    }

    @Test
    void tableThatMayNotBeReadDoesNotStopAnother() {
        var role = db.role("maintainer");
        events.createTable("Numbers", "bigint");
        db.execute(
                "CREATE TABLE \"App data\".\"N0\" PARTITION OF \"App data\".\"Numbers\" FOR VALUES FROM (0) TO (10)");
        events.manager().manage(policy().build());
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Numbers\"", "10").build());
        db.execute(
                "ALTER TABLE " + EVENTS + " OWNER TO " + role.name(),
                "GRANT ALL ON SCHEMA \"App data\" TO " + role.name(),
                "GRANT USAGE ON SCHEMA pgpartition TO " + role.name(),
                "GRANT ALL ON ALL TABLES IN SCHEMA pgpartition TO " + role.name());
        MaintenanceReport report = EventsFixture.settings(PartitionManager.builder(role.dataSource()))
                .build()
                .maintain();
        assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
        assertThat(report.failures())
                .containsExactly(new Failure(
                        QualifiedName.of("App data", "Numbers"),
                        "Cannot read the highest key of \"App data\".\"Numbers\": ERROR: permission denied for table"
                                + " Numbers. Give the role SELECT on the table. (SQLSTATE 42501, statement: SELECT"
                                + " pg_catalog.max(\"At\") FROM \"App data\".\"Numbers\" WHERE \"At\" OPERATOR(pg_catalog.>=) '0' AND"
                                + " \"At\" OPERATOR(pg_catalog.<) '10')"));
        db.execute("REASSIGN OWNED BY " + role.name() + " TO CURRENT_USER", "DROP OWNED BY " + role.name());
    }

    @Test
    void readingTheHighestKeyWaitsNoLongerThanTheLockTimeout() {
        events.createTable("Numbers", "bigint");
        db.execute(
                "CREATE TABLE \"App data\".\"N0\" PARTITION OF \"App data\".\"Numbers\" FOR VALUES FROM (0) TO (10)");
        events.manager()
                .manage(PartitionPolicy.of("\"App data\".\"Numbers\"", "10").build());
        events.manager().manage(policy().build());
        try (Session busy = db.session("LOCK TABLE \"App data\".\"N0\" IN ACCESS EXCLUSIVE MODE")) {
            MaintenanceReport report = events.manager().maintain();
            assertThat(report.created()).containsExactly(made("20260328"), made("20260329"));
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message())
                            .startsWith(
                                    "what its plan needs could not be read: 3 attempts of 100 ms did not get the lock;"
                                            + " in the way: pid " + busy.pid())
                            .endsWith(". The next pass tries again"));
        }
        assertThat(events.manager().maintain().created()).startsWith(QualifiedName.of("App data", "Numbers_p10"));
    }

    @Test
    void pausedTableIsReportedAndLeftAlone() {
        events.manager().manage(policy().paused(true).build());
        MaintenanceReport report = events.manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.findings())
                .containsExactly(
                        new Finding(QualifiedName.parse(EVENTS), "maintenance is paused; unset paused to go on"));
    }

    @Test
    void nothingIsManagedWhereNothingIsInstalled() {
        assertThat(events.manager().maintain().tables()).isZero();
        assertThatThrownBy(() -> events.manager().maintain(EVENTS))
                .isInstanceOf(PartitioningException.class)
                .hasMessage("Cannot maintain " + EVENTS + ": it has no policy. Declare one with manage.");
        assertThatThrownBy(() -> events.manager().maintain("\"App data\".nothing"))
                .hasMessage("Cannot maintain \"App data\".\"nothing\": there is no partitioned table of that name."
                        + " Create it, or correct the name.");
    }
}
