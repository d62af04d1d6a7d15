package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.adoption.ImportReport;
import io.github.pgpartition.adoption.PartmanReport;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moving from pg_partman: its configuration becomes policies, its partitions go on, and nothing of its own is changed. */
class ImportPartmanTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private final EventsFixture events = new EventsFixture(db);
    private final PartitionManager manager = events.manager();

    @BeforeEach
    void reset() {
        events.reset();
        db.execute("DROP SCHEMA IF EXISTS partman CASCADE", "ALTER DATABASE " + db.name() + " RESET TimeZone");
    }

    /** As pg_partman makes it: {@code <parent>_p<date>} and {@code <parent>_default}. */
    private void daily(String table, String zone) {
        for (int day = 24; day <= 31; day++) {
            String bound = "timestamp '2026-03-" + day + "' AT TIME ZONE '" + zone + "'";
            String next = "(timestamp '2026-03-" + day + "' + interval '1 day') AT TIME ZONE '" + zone + "'";
            List<String> bounds = db.query(
                            "SELECT " + bound + ", " + next, row -> List.of(row.getString(1), row.getString(2)))
                    .get(0);
            db.execute("CREATE TABLE \"App data\".\"" + table + "_p202603" + day + "\" PARTITION OF \"App data\".\""
                    + table + "\" FOR VALUES FROM ('" + bounds.get(0) + "') TO ('" + bounds.get(1) + "')");
        }
        db.execute("CREATE TABLE \"App data\".\"" + table + "_default\" PARTITION OF \"App data\".\"" + table
                + "\" DEFAULT");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void dailySetGoesOnUnderItsPolicy(int version) {
        db.execute("ALTER DATABASE " + db.name() + " SET TimeZone = 'Europe/Berlin'");
        daily("Events", "Europe/Berlin");
        PartmanFixture.install(db, version)
                .row("App data.Events", "1 day", ", premake, retention, retention_keep_table", ", 5, '2 days', false");
        String before = db.queryString("SELECT c::text FROM partman.part_config c");
        PartmanReport report = manager.importPartman();
        assertThat(report.skipped()).isEmpty();
        ImportReport imported = report.imported().get(0);
        assertThat(imported.policy())
                .isEqualTo(PartitionPolicy.of(EVENTS, "1 day")
                        .premake(5)
                        .retention("2 days")
                        .timeZone(ZoneId.of("Europe/Berlin"))
                        .defaultPartition(DefaultPartition.KEEP)
                        .build());
        assertThat(imported.partitions()).hasSize(8);
        assertThat(imported.odd()).isEmpty();
        assertThat(report.next())
                .first()
                .asString()
                .endsWith(
                        "UPDATE \"partman\".\"part_config\" SET automatic_maintenance = 'off' WHERE parent_table IN ('App data.Events');");
        assertThat(db.queryString("SELECT c::text FROM partman.part_config c")).isEqualTo(before);
        var pass = manager.maintain();
        assertThat(pass.failures()).isEmpty();
        assertThat(pass.dropped()).containsExactly(EventsFixture.made("20260324"), EventsFixture.made("20260325"));
        assertThat(pass.created()).containsExactly(EventsFixture.made("20260401"), EventsFixture.made("20260402"));
    }

    @Test
    void statementThatSwitchesPartmanOffRuns() {
        daily("Events", "UTC");
        PartmanFixture.install(db, 5).row("App data.Events", "1 day", "", "");
        String step = manager.importPartman().next().get(0);
        db.execute(step.substring(step.indexOf("UPDATE")));
        assertThat(db.queryString("SELECT automatic_maintenance FROM partman.part_config"))
                .isEqualTo("off");
    }

    @Test
    void badRowStopsNoOther() {
        daily("Events", "UTC");
        events.createTable("Half", "timestamptz");
        events.createTable("Sub", "timestamptz");
        db.execute(
                "CREATE TABLE \"App data\".\"Sub_1\" PARTITION OF \"App data\".\"Sub\" FOR VALUES FROM ('2026-03-01 00:00+00') TO"
                        + " ('2026-04-01 00:00+00') PARTITION BY RANGE (\"At\")");
        PartmanFixture partman = PartmanFixture.install(db, 5);
        partman.row("App data.Aone", "1 day", "", "");
        partman.row("App data.Events", "1 day", ", automatic_maintenance", ", 'off'");
        partman.row("App data.Half", "1 fortnight", "", "");
        partman.row("App data.Sub", "1 mon", "", "");
        partman.row("App data.Sub_1", "1 day", "", "");
        partman.row("nonsense", "1 day", "", "");
        db.execute("INSERT INTO partman.part_config_sub VALUES ('App data.Sub', '1 day')");
        PartmanReport report = manager.importPartman();
        assertThat(report.imported()).hasSize(1);
        assertThat(report.imported().get(0).policy().paused()).isTrue();
        assertThat(report.skipped())
                .extracting(PartmanReport.Skipped::parentTable)
                .containsExactly("App data.Aone", "App data.Half", "App data.Sub", "nonsense");
        assertThat(report.skipped())
                .extracting(PartmanReport.Skipped::reason)
                .containsExactly(
                        "Cannot manage \"App data\".\"Aone\": there is no partitioned table of that name. Create it, or correct the name.",
                        "Cannot import App data.Half from pg_partman: its partition_interval '1 fortnight' is not a number of one unit. Declare"
                                + " an interval with manage.",
                        "Cannot import App data.Sub from pg_partman: pg_partman partitions its partitions, too (part_config_sub), and new"
                                + " ones could not be made so here. Leave it with pg_partman; or declare it with manage, where new partitions"
                                + " need not be partitioned, or with subPartitions, where a hash or a list will do.",
                        "Cannot import nonsense from pg_partman: its parent_table has no schema. Correct it in part_config.");
        assertThat(report.next()).hasSize(1);
    }

    @Test
    void partitionOfATableThatPartmanDoesNotKnowIsSkipped() {
        db.execute("CREATE TABLE \"App data\".\"Month\" PARTITION OF " + EVENTS
                + " FOR VALUES FROM ('2026-03-01 00:00+00') TO"
                + " ('2026-04-01 00:00+00') PARTITION BY RANGE (\"At\")");
        PartmanFixture.install(db, 4).row("App data.Month", "1 day", "", "");
        assertThat(manager.importPartman().skipped())
                .containsExactly(new PartmanReport.Skipped(
                        "App data.Month",
                        "Cannot import App data.Month from pg_partman: it is a partition of " + EVENTS + ". Manage "
                                + EVENTS
                                + " instead, where new partitions need not be partitioned, or with subPartitions."));
    }

    @Test
    void managedTableKeepsItsPolicyAndIsToldToo() {
        daily("Events", "UTC");
        PartitionPolicy policy = PartitionPolicy.of(EVENTS, "1 week").build();
        manager.manage(policy);
        PartmanFixture.install(db, 4).row("App data.Events", "1 day", "", "");
        PartmanReport report = manager.importPartman();
        assertThat(report.imported().get(0).managedBefore()).isTrue();
        assertThat(report.imported().get(0).policy()).isEqualTo(policy);
    }

    @Test
    void otherWidthAndIndexesOfTheTemplateAreNoted() {
        daily("Events", "UTC");
        PartmanFixture.install(db, 5)
                .row(
                        "App data.Events",
                        "1 mon",
                        ", template_table, infinite_time_partitions",
                        ", 'partman.template App', true");
        db.execute("CREATE TABLE partman.\"template App\" (\"Id\" bigint PRIMARY KEY)");
        assertThat(manager.importPartman().imported().get(0).notes())
                .containsExactly(
                        "most of its partitions are of 1 day, and new ones will be of 1 month, as part_config says",
                        "template \"partman\".\"template App\" has indexes that new partitions will not get: create those that the table lacks on"
                                + " the table itself, as far as they have its partition key",
                        "DEFAULT partition \"App data\".\"Events_default\" is kept, and emptied into new partitions");
    }

    @Test
    void jobsThatRunPartmanAreNamed() {
        daily("Events", "UTC");
        PartmanFixture.install(db, 5).row("App data.Events", "1 day", "", "");
        db.execute(
                "CREATE SCHEMA cron",
                "CREATE TABLE cron.job (jobid bigint, schedule text, command text)",
                "INSERT INTO cron.job VALUES (1, '@hourly', 'CALL partman.run_maintenance_proc()'), (2, '@daily', 'VACUUM')");
        try {
            assertThat(manager.importPartman().next())
                    .contains(
                            "pg_cron runs pg_partman's maintenance: job 1 (@hourly): CALL partman.run_maintenance_proc(). Once no table"
                                    + " needs it, unschedule it");
        } finally {
            db.execute("DROP SCHEMA cron CASCADE");
        }
    }

    @Test
    void whereItIsNotInstalledThatIsSaid() {
        assertThatThrownBy(manager::importPartman)
                .hasMessage(
                        "Cannot import from pg_partman: no schema of this database has a table part_config. Connect to the database in"
                                + " which pg_partman works.");
    }

    @Test
    void schemaThatHasNoneIsRefused() {
        assertThatThrownBy(() -> manager.importPartman("\"Part man\""))
                .hasMessageContaining("Cannot read \"Part man\".\"part_config\"")
                .hasMessageContaining(
                        "Name the schema that pg_partman is in, and give the role USAGE on it and SELECT on its tables");
    }

    @Test
    void waitForItsTablesIsBounded() {
        daily("Events", "UTC");
        PartmanFixture.install(db, 5).row("App data.Events", "1 day", "", "");
        try (Session holder = db.session("LOCK TABLE partman.part_config")) {
            assertThatThrownBy(manager::importPartman)
                    .hasMessage(
                            "Cannot read \"partman\".\"part_config\": ERROR: canceling statement due to lock timeout. End the session"
                                    + " that has it locked, or raise lockTimeout. (SQLSTATE 55P03, statement: \"partman\".\"part_config\")");
        }
        assertThat(manager.importPartman().imported()).hasSize(1);
    }

    @Test
    void reportIsReadable() {
        daily("Events", "UTC");
        PartmanFixture.install(db, 5).row("App data.Events", "1 day", "", "");
        assertThat(manager.importPartman().toText()).isEqualTo("""
                        Import from pg_partman in schema partman: 1 table imported, 0 skipped
                        "App data"."Events": 8 partitions taken over
                          policy: interval 1 day, premake 4, retentionAction drop, timeZone UTC, defaultPartition keep, paused false
                          note: DEFAULT partition "App data"."Events_default" is kept, and emptied into new partitions
                        next: pg_partman still maintains 1 of them. Switch it off for these before the first pass, since version 4 fails for all of its tables as soon as one has a partition whose name it did not give: UPDATE "partman"."part_config" SET automatic_maintenance = 'off' WHERE parent_table IN ('App data.Events');
                        next: Look at manager.plan() before the first pass, then let it run; when that went well, delete the rows from "partman"."part_config"
                        """);
    }
}
