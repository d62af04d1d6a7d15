package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.adoption.ImportReport;
import io.github.pgpartition.adoption.OddPartition;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets that scripts of all kinds have made, at noon of 2026-03-28: the day before the clocks change in Berlin. */
class ImportExistingTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager = events.manager();

    @BeforeEach
    void reset() {
        events.reset();
        db.execute("ALTER DATABASE " + db.name() + " RESET TimeZone");
    }

    private void partition(String name, String bounds) {
        db.execute("CREATE TABLE \"App data\".\"" + name + "\" PARTITION OF " + EVENTS + " " + bounds);
    }

    /** Partitions {@code p1}, {@code p2} … from a moment on, cut by the server in a zone. */
    private void series(String zone, String from, String step, int count) {
        for (int i = 0; i < count; i++) {
            String sql = "SELECT (timestamp '" + from + "' + " + i + " * interval '" + step + "') AT TIME ZONE '" + zone
                    + "', (timestamp '" + from + "' + " + (i + 1) + " * interval '" + step + "') AT TIME ZONE '" + zone
                    + "'";
            List<String> bounds = db.query(sql, row -> List.of(row.getString(1), row.getString(2)))
                    .get(0);
            partition("p" + (i + 1), "FOR VALUES FROM ('" + bounds.get(0) + "') TO ('" + bounds.get(1) + "')");
        }
    }

    private static OddPartition odd(String name, String reason) {
        return new OddPartition(QualifiedName.of("App data", name), reason);
    }

    /** What every relation of the fixture is, and where: nothing of it may change by an import. */
    private List<List<String>> catalog() {
        return db.query(
                "SELECT c.oid, c.relname, c.relnamespace, pg_get_expr(c.relpartbound, c.oid), c.relfilenode, i.inhparent FROM pg_class c"
                        + " LEFT JOIN pg_inherits i ON i.inhrelid = c.oid"
                        + " WHERE c.relnamespace = '\"App data\"'::regnamespace ORDER BY c.oid",
                row -> List.of(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        String.valueOf(row.getString(4)),
                        row.getString(5),
                        String.valueOf(row.getString(6))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # zone        | from             | step       | count | interval   | first new one
            UTC           | 2026-03-20 00:00 | 1 day      | 10    | 1 day      | FROM ('2026-03-30 00:00:00+00') TO ('2026-03-31 00:00:00+00')
            Europe/Berlin | 2026-03-20 00:00 | 1 day      | 10    | 1 day      | FROM ('2026-03-29 22:00:00+00') TO ('2026-03-30 22:00:00+00')
            Asia/Kolkata  | 2026-03-20 00:00 | 1 day      | 10    | 1 day      | FROM ('2026-03-29 18:30:00+00') TO ('2026-03-30 18:30:00+00')
            UTC           | 2026-03-02 00:00 | 7 days     | 4     | 1 week     | FROM ('2026-03-30 00:00:00+00') TO ('2026-04-06 00:00:00+00')
            UTC           | 2026-03-07 00:00 | 7 days     | 4     | 1 week     | FROM ('2026-04-04 00:00:00+00') TO ('2026-04-06 00:00:00+00')
            Europe/Berlin | 2026-01-01 00:00 | 1 month    | 3     | 1 month    | FROM ('2026-03-31 22:00:00+00') TO ('2026-04-30 22:00:00+00')
            UTC           | 2025-07-01 00:00 | 3 months   | 3     | 3 months   | FROM ('2026-04-01 00:00:00+00') TO ('2026-07-01 00:00:00+00')
            UTC           | 2024-01-01 00:00 | 1 year     | 3     | 1 year     | FROM ('2027-01-01 00:00:00+00') TO ('2028-01-01 00:00:00+00')
            UTC           | 2026-03-28 10:00 | 15 minutes | 10    | 15 minutes | FROM ('2026-03-28 12:30:00+00') TO ('2026-03-28 12:45:00+00')
            """)
    void passAfterTheImportGoesOnWhereTheSetEnds(
            String zone, String from, String step, int count, String interval, String next) {
        db.execute("ALTER DATABASE " + db.name() + " SET TimeZone = '" + zone + "'");
        series(zone, from, step, count);
        List<List<String>> before = catalog();
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.policy().interval().text()).isEqualTo(interval);
        assertThat(report.policy().timeZone()).isEqualTo(ZoneId.of(zone));
        assertThat(report.policy().retention()).isEmpty();
        assertThat(report.partitions()).hasSize(count);
        assertThat(report.odd()).isEmpty();
        assertThat(catalog()).isEqualTo(before);
        MaintenanceReport pass = manager.maintain();
        assertThat(pass.failures()).isEmpty();
        assertThat(events.table(EVENTS)
                        .partition(pass.created().get(0))
                        .orElseThrow()
                        .bounds()
                        .clause())
                .isEqualTo(next);
        assertThat(catalog()).containsAll(before.subList(1, before.size()));
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void oddOnesAreToldAndStopNothing() {
        partition("first", "FOR VALUES FROM (MINVALUE) TO ('2026-03-01 00:00+00')");
        partition("wide", "FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-03-20 00:00+00')");
        partition("rest", "DEFAULT");
        series("UTC", "2026-03-22", "1 day", 5);
        partition(
                "sub",
                "FOR VALUES FROM ('2026-03-27 00:00+00') TO ('2026-03-28 00:00+00') PARTITION BY RANGE (\"Id\")");
        db.execute(
                "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
                "DROP SERVER IF EXISTS elsewhere CASCADE",
                "CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw",
                "ALTER TABLE " + EVENTS + " DROP CONSTRAINT \"Events_pkey\"",
                "CREATE FOREIGN TABLE \"App data\".far PARTITION OF " + EVENTS
                        + " FOR VALUES FROM ('2026-03-20 00:00+00') TO ('2026-03-21 00:00+00') SERVER elsewhere");
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.policy().interval().text()).isEqualTo("1 day");
        assertThat(report.policy().defaultPartition()).isEqualTo(DefaultPartition.KEEP);
        assertThat(report.partitions()).hasSize(9);
        assertThat(report.odd())
                .containsExactly(
                        odd("first", "it has no lower end; retention goes by its upper end"),
                        odd(
                                "wide",
                                "it is not one partition of 1 day; it is left as it is, and retention goes by its upper end"),
                        odd("far", "it is a foreign table: what is done to it is not done to the rows on their server"),
                        odd(
                                "p1",
                                "no partition has the keys between \"App data\".\"far\" and it; a pass fills that gap"),
                        odd(
                                "sub",
                                "it is partitioned itself, by RANGE (\"Id\"), and new partitions are not; its parts come and go with it"));
        assertThat(report.notes())
                .containsExactly("DEFAULT partition \"App data\".\"rest\" is kept, and emptied into new partitions");
        MaintenanceReport pass = manager.maintain();
        assertThat(pass.failures()).isEmpty();
        assertThat(pass.created())
                .extracting(n -> n.name().value())
                .containsExactly(
                        "Events_p20260321",
                        "Events_p20260328",
                        "Events_p20260329",
                        "Events_p20260330",
                        "Events_p20260331",
                        "Events_p20260401");
        assertThat(pass.dropped()).isEmpty();
        assertThat(pass.detached()).isEmpty();
    }

    @Test
    void partitionWithoutUpperEndIsTakenOverAndTold() {
        series("UTC", "2026-03-26", "1 day", 3);
        partition("last", "FOR VALUES FROM ('2026-03-29 00:00+00') TO (MAXVALUE)");
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.odd())
                .containsExactly(odd(
                        "last",
                        "it has no upper end: no partition can be made after it, and retention never takes it. Detach it and attach it"
                                + " again with an end, so that partitions can be made ahead"));
        assertThat(manager.maintain().succeeded()).isTrue();
        assertThat(events.partitionNames()).hasSize(4);
    }

    @Test
    void interruptedDetachIsToldAndFinishedByTheNextPass() {
        series("UTC", "2026-03-24", "1 day", 5);
        try (Session reader = db.session("SELECT count(*) FROM " + EVENTS)) {
            assertThatThrownBy(() -> db.execute(
                            "SET lock_timeout = '100ms'",
                            "ALTER TABLE " + EVENTS + " DETACH PARTITION \"App data\".p1 CONCURRENTLY"))
                    .hasMessageContaining("lock timeout");
        }
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.odd())
                .containsExactly(
                        odd("p1", "its detach was interrupted, and its rows are hidden; the next pass finishes it"));
        assertThat(manager.maintain().failures()).isEmpty();
    }

    @Test
    void nothingDependsOnTheZoneOfTheSession() {
        series("UTC", "2026-03-24", "1 day", 5);
        for (String zone : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
            PartitionManager elsewhere = EventsFixture.settings(PartitionManager.builder(db.dataSource(zone)))
                    .build();
            assertThat(elsewhere.importExisting(EVENTS).policy().timeZone()).isEqualTo(ZoneId.of("UTC"));
            elsewhere.unmanage(EVENTS);
        }
    }

    @Test
    void setOfAnEpochGoesOn() {
        db.execute("DROP TABLE " + EVENTS);
        events.createTable("Events", "bigint");
        partition("a", "FOR VALUES FROM (1774569600000) TO (1774656000000)");
        partition("b", "FOR VALUES FROM (1774656000000) TO (1774742400000)");
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.policy().keyFormat().orElseThrow().text()).isEqualTo("epoch_ms");
        assertThat(report.notes()).containsExactly("the key holds a time, as epoch_ms: its bounds show it");
        assertThat(manager.maintain().created())
                .extracting(n -> n.name().value())
                .containsExactly("Events_p20260329", "Events_p20260330", "Events_p20260331", "Events_p20260401");
    }

    @Test
    void setOfNumbersGoesOnFromTheHighestKey() {
        db.execute("DROP TABLE " + EVENTS);
        events.createTable("Events", "bigint");
        partition("low", "FOR VALUES FROM (MINVALUE) TO (5)");
        partition("a", "FOR VALUES FROM (5) TO (15)");
        partition("b", "FOR VALUES FROM (15) TO (25)");
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, 17)");
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.policy().interval().text()).isEqualTo("10");
        assertThat(report.notes())
                .containsExactly(
                        "2 partitions are of 10 and begin elsewhere than new ones do: the first new one ends where the next whole"
                                + " one begins");
        assertThat(manager.maintain().failures()).isEmpty();
        assertThat(events.partitions()).contains("Events_p25 FOR VALUES FROM ('25') TO ('30')");
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void namesThatCollideAreNoHindrance() {
        series("UTC", "2026-03-27", "1 day", 2);
        db.execute(
                "ALTER TABLE \"App data\".p1 RENAME TO \"Events_p20260329\"",
                "CREATE TABLE \"App data\".\"Events_p20260330\" (x int)");
        assertThat(manager.importExisting(EVENTS).odd()).isEmpty();
        assertThat(manager.maintain().failures()).isEmpty();
        assertThat(events.partitionNames()).hasSize(6);
        assertThat(manager.plan().isEmpty()).isTrue();
    }

    @Test
    void managedTableKeepsItsPolicy() {
        series("UTC", "2026-03-24", "1 day", 5);
        PartitionPolicy policy =
                PartitionPolicy.of(EVENTS, "1 month").retention("12 months").build();
        manager.manage(policy);
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.managedBefore()).isTrue();
        assertThat(report.policy()).isEqualTo(policy);
        assertThat(report.odd()).hasSize(5);
        assertThat(db.queryString("SELECT partition_interval || ' ' || retention FROM pgpartition.managed_table"))
                .isEqualTo("1 month 12 months");
    }

    @Test
    void importedTwiceIsImportedOnce() {
        series("UTC", "2026-03-24", "1 day", 5);
        ImportReport first = manager.importExisting(EVENTS);
        ImportReport second = manager.importExisting(EVENTS);
        assertThat(first.managedBefore()).isFalse();
        assertThat(second.managedBefore()).isTrue();
        assertThat(second.policy()).isEqualTo(first.policy());
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isEqualTo(1);
    }

    @Test
    void policyThatIsGivenIsDeclaredAndTheSetComparedWithIt() {
        series("America/New_York", "2026-03-20", "1 day", 10);
        assertThatThrownBy(() -> manager.importExisting(EVENTS))
                .hasMessageContaining("10 of 10 partitions are of 1 day");
        assertThat(db.queryString("SELECT to_regclass('pgpartition.managed_table')"))
                .isNull();
        PartitionPolicy policy = PartitionPolicy.of(EVENTS, "1 day")
                .timeZone(ZoneId.of("America/New_York"))
                .retention("90 days")
                .build();
        ImportReport report = manager.importExisting(policy);
        assertThat(report.odd()).isEmpty();
        assertThat(report.policy()).isEqualTo(policy);
        assertThat(manager.maintain().created()).isNotEmpty();
    }

    /** pg_partman adds the interval to the lower bound, and drops such a partition with rows that are to be kept. */
    @Test
    void wideLegacyPartitionGoesByItsRealUpperBound() {
        partition("legacy", "FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-03-20 00:00+00')");
        series("UTC", "2026-03-20", "1 day", 9);
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-19 12:00+00')");
        manager.importExisting(
                PartitionPolicy.of(EVENTS, "1 day").retention("9 days").build());
        assertThat(manager.maintain().dropped()).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        manager.importExisting(
                PartitionPolicy.of(EVENTS, "1 day").retention("8 days").build());
        assertThat(manager.maintain().dropped()).containsExactly(QualifiedName.of("App data", "legacy"));
    }

    @Test
    void farOutlierPausesTheTableInsteadOfMakingThousands() {
        series("UTC", "2026-03-24", "1 day", 5);
        partition("outlier", "FOR VALUES FROM ('1999-01-01 00:00+00') TO ('1999-01-02 00:00+00')");
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.policy().paused()).isTrue();
        assertThat(report.notes()).singleElement().asString().startsWith("paused, since 9947 partitions are missing");
        assertThat(manager.maintain().created()).isEmpty();
    }

    @Test
    void partsOfPartitionsGoOnAsTheyAre() {
        for (String day : List.of("2026-03-27", "2026-03-28")) {
            partition(
                    "of " + day,
                    "FOR VALUES FROM ('" + day + " 00:00+00') TO (timestamptz '" + day
                            + " 00:00+00' + interval '24 hours') PARTITION BY HASH (\"Id\")");
            for (int i = 0; i < 2; i++) {
                db.execute("CREATE TABLE \"App data\".\"" + day + " " + i + "\" PARTITION OF \"App data\".\"of " + day
                        + "\" FOR VALUES WITH (MODULUS 2, REMAINDER " + i + ")");
            }
        }
        ImportReport report = manager.importExisting(EVENTS);
        assertThat(report.odd()).isEmpty();
        assertThat(report.policy().subPartitions().orElseThrow().text()).isEqualTo("hash (\"Id\") 2");
        assertThat(manager.maintain().failures()).isEmpty();
        assertThat(events.table(EVENTS).leaves()).hasSize(12);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HASH ("Id")        | WITH (MODULUS 1, REMAINDER 0)    | it is partitioned by HASH: such partitions have no order, so that none is ahead and none is past. Leave it as it is, or partition it by RANGE.
            LIST ("Id")        | IN (1)                           | it is partitioned by LIST ("Id"), and none of its partitions is partitioned by RANGE on one column, as those of tenants are. Leave it as it is: there is no next value of a list to make a partition for.
            RANGE ("At", "Id") | FROM ('2026-01-01', MINVALUE) TO ('2026-02-01', MINVALUE) | its key is RANGE ("At", "Id"), and it has no partition of a single value of "At", as partitions of tenants are. If "At" tells tenants apart, declare it as tenantColumn with manage; else partition it by one column.
            """)
    void tablesThatCannotBeManagedAreRefused(String key, String bounds, String why) {
        db.execute(
                "CREATE TABLE \"App data\".other (\"Id\" bigint, \"At\" timestamptz) PARTITION BY " + key,
                "CREATE TABLE \"App data\".o1 PARTITION OF \"App data\".other FOR VALUES " + bounds);
        assertThatThrownBy(() -> manager.importExisting("\"App data\".other"))
                .hasMessage("Cannot import the partitions of \"App data\".\"other\": " + why);
    }

    @Test
    void plainTableAndEmptySetAreRefused() {
        db.execute("CREATE TABLE \"App data\".plain (x int)");
        assertThatThrownBy(() -> manager.importExisting("\"App data\".plain"))
                .hasMessage(
                        "Cannot manage \"App data\".\"plain\": it is a plain table, and PostgreSQL makes no partitioned one of it. Create a partitioned"
                                + " table, and attach this one to it or move its rows there.");
        assertThatThrownBy(() -> manager.importExisting(EVENTS))
                .hasMessage(
                        "Cannot import the partitions of " + EVENTS
                                + ": it has no partition with a start and an end to infer an interval from. Declare the interval with manage.");
    }
}
