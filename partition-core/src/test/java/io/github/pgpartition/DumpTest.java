package io.github.pgpartition;

import static io.github.pgpartition.EventsFixture.EVENTS;
import static io.github.pgpartition.EventsFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.RetentionAction;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What pg_dump writes, restored into another database: OIDs are others there, names are the same. Needs a pg_dump as new as the server. */
class DumpTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @RegisterExtension
    static final PostgresDatabase copy = PostgresDatabase.create();

    @TempDir
    Path folder;

    private static final String OTHERS = "\"App data\".\"Others\"";

    private final EventsFixture events = new EventsFixture(db);

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        }
    }

    private static boolean isDumpable() throws IOException, InterruptedException {
        boolean there = Stream.of("pg_dump", "psql")
                .allMatch(program -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(f -> Files.isExecutable(Path.of(f, program))));
        if (!there) {
            return false;
        }
        Matcher version = Pattern.compile(" (\\d+)").matcher(run("pg_dump", "--version"));
        return version.find() && Integer.parseInt(version.group(1)) >= db.serverVersion();
    }

    private static String url(PostgresDatabase database) {
        return database.jdbcUrl()
                .replaceFirst(
                        "^jdbc:postgresql://", "postgresql://" + database.user() + ":" + database.password() + "@")
                .replaceFirst("\\?.*", "");
    }

    private void restore(String... options) throws IOException, InterruptedException {
        copy.execute(
                "DROP SCHEMA IF EXISTS \"App data\" CASCADE",
                "DROP SCHEMA IF EXISTS pgpartition CASCADE",
                "CREATE TABLE IF NOT EXISTS shifts_all_oids (a int)");
        Path file = folder.resolve("dump.sql");
        List<String> dump = new ArrayList<>(List.of("pg_dump", "-f", file.toString(), "-d", url(db)));
        dump.addAll(List.of(options));
        run(dump.toArray(new String[0]));
        run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.toString(), "-d", url(copy));
    }

    private static PartitionManager manager() {
        return EventsFixture.settings(PartitionManager.builder(copy.dataSource()))
                .build();
    }

    @Test
    void restoredDatabaseGoesOnWhereTheOtherStood() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.day("2026-01-01");
        events.day("2026-03-27");
        events.manager()
                .manage(policy().retention("30 days")
                        .retentionAction(RetentionAction.DETACH)
                        .build());
        MaintenanceReport before = events.manager().maintain();
        assertThat(before.detached()).hasSize(1);
        restore();
        assertThat(manager().plan().isEmpty()).isTrue();
        assertThat(manager().maintain().failures()).isEmpty();
        assertThat(manager().status()).hasSize(1);
        assertThat(copy.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        copy.execute("SELECT pgpartition.manage('" + EVENTS + "', partition_interval => '1 day', premake => 9)");
        assertThat(manager().maintain().created()).isNotEmpty();
        assertThat(copy.queryStrings("SELECT obj_description('pgpartition'::regnamespace, 'pg_namespace')"))
                .isEqualTo(db.queryStrings("SELECT obj_description('pgpartition'::regnamespace, 'pg_namespace')"));
    }

    /** The OIDs in its history are those of the other database, where they may mean other tables by now. */
    @Test
    void unfinishedRetentionOfTheOtherDatabaseIsNotFinishedHere() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.day("2026-01-01");
        events.manager().manage(policy().retention("30 days").build());
        db.execute(
                "ALTER TABLE " + EVENTS + " DETACH PARTITION \"App data\".\"Events_2026-01-01\"",
                "INSERT INTO pgpartition.history (table_oid, table_name, action, outcome, partition, partition_oid, partition_identity,"
                        + " parent_oid, bounds, reason, statements, attempts, lock_wait_ms, next_action)"
                        + " SELECT '" + EVENTS + "'::regclass, '" + EVENTS
                        + "', 'detach', 'done', c.oid::regclass::text, c.oid,"
                        + " concat_ws('.', (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()),"
                        + " 'pgpartition.history'::regclass::oid, c.oid, c.reltype, c.relowner, c.relnamespace, c.relname),"
                        + " '" + EVENTS
                        + "'::regclass, 'FOR VALUES FROM (''2026-01-01 00:00:00+00'') TO (''2026-01-02 00:00:00+00'')',"
                        + " '', '', 1, 0, 'drop' FROM pg_class c WHERE c.relname = 'Events_2026-01-01'");
        restore();
        manager().maintain();
        assertThat(copy.queryString("SELECT to_regclass('\"App data\".\"Events_2026-01-01\"')"))
                .isNotNull();
        events.manager().maintain();
        assertThat(db.queryString("SELECT to_regclass('\"App data\".\"Events_2026-01-01\"')"))
                .isNull();
    }

    private void others(String retention) {
        events.createTable("Others", "timestamptz");
        db.execute("CREATE TABLE \"App data\".\"Old\" PARTITION OF " + OTHERS
                + " FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-01-02 00:00+00')");
        if (!retention.isEmpty()) {
            events.manager()
                    .manage(PartitionPolicy.of(OTHERS, "1 day")
                            .premake(1)
                            .retention(retention)
                            .build());
        }
    }

    @Test
    void renamedTableIsManagedInTheCopyToo() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.manager().manage(policy().build());
        events.manager().maintain();
        db.execute("ALTER TABLE " + EVENTS + " RENAME TO \"Renamed\"");
        events.manager().maintain();
        db.execute(
                "INSERT INTO pgpartition.managed_tenant (relation, tenant) SELECT relation, 'acme' FROM pgpartition.managed_table");
        restore();
        assertThat(manager().status())
                .extracting(s -> s.table().sql(), TableStatus::partitions)
                .containsExactly(tuple("\"App data\".\"Renamed\"", 2L));
        assertThat(manager().maintain().findings()).isEmpty();
        assertThat(
                        copy.queryRows(
                                "SELECT m.relation::regclass::text, m.seen_in = pgpartition.here(), t.tenant"
                                        + " FROM pgpartition.managed_table m JOIN pgpartition.managed_tenant t USING (relation, seen_in)"))
                .containsExactly(List.of("\"App data\".\"Renamed\"", "t", "acme"));
        assertThat(copy.queryStrings("SELECT table_name FROM pgpartition.history WHERE action = 'find'"))
                .containsExactly("\"App data\".\"Renamed\"");
        assertThat(manager().maintain().findings()).isEmpty();
        copy.execute("SELECT pgpartition.unmanage('\"App data\".\"Renamed\"')");
        assertThat(manager().status()).isEmpty();
    }

    /** The number that it had may be that of another table in the copy. */
    @Test
    void tableThatWasDroppedGivesItsPolicyToNoOtherOne() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.manager().manage(policy().retention("30 days").build());
        db.execute("DROP TABLE " + EVENTS);
        others("");
        restore();
        copy.execute("UPDATE pgpartition.managed_table SET relation = '" + OTHERS + "'::regclass, row_type ="
                + " (SELECT reltype FROM pg_class WHERE oid = '" + OTHERS + "'::regclass)");
        assertThat(manager().plan().isEmpty()).isTrue();
        MaintenanceReport report = manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.findings()).singleElement().satisfies(f -> {
            assertThat(f.table().sql()).isEqualTo(EVENTS);
            assertThat(f.message())
                    .startsWith("it is not managed: its policy was restored from a dump of another database")
                    .endsWith("seen_in <> pgpartition.here() AND schema_name = 'App data' AND table_name = 'Events'");
        });
        assertThat(manager().status())
                .extracting(s -> s.table().sql(), TableStatus::verdict, TableStatus::reason)
                .containsExactly(tuple(
                        EVENTS,
                        TableStatus.Verdict.WARN,
                        "its policy comes from another database, and no table was found by its name"));
        assertThat(copy.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = '" + OTHERS + "'::regclass"))
                .isEqualTo(1);
        copy.execute(
                "SELECT pgpartition.manage('" + OTHERS + "', partition_interval => '1 day', retention => '90 days')");
        assertThat(copy.queryStrings("SELECT table_name FROM pgpartition.managed_table ORDER BY 1"))
                .containsExactly("Events", "Others");
        assertThat(manager().maintain().dropped()).isEmpty();
    }

    @Test
    void tableThatIsNotInTheCopyKeepsNoOtherFromItsPolicy() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.manager().manage(policy().build());
        others("30 days");
        restore("-T", "\"App data\".\"Others\"", "-T", "\"App data\".\"Old\"");
        MaintenanceReport report = manager().maintain();
        assertThat(report.created()).hasSize(2);
        assertThat(report.findings()).extracting(f -> f.table().sql()).containsExactly(OTHERS);
        copy.execute("CREATE TABLE " + OTHERS + " (\"At\" timestamptz) PARTITION BY RANGE (\"At\")");
        assertThat(manager().maintain().created()).hasSize(2);
        assertThat(manager().maintain().findings()).isEmpty();
    }

    /** Where the names were swapped after the last pass, nobody can tell for which of the two each policy was. */
    @Test
    void twoPoliciesOfOneNameAreForNoTable() throws IOException, InterruptedException {
        assumeThat(isDumpable()).isTrue();
        events.reset();
        events.manager().manage(policy().build());
        others("30 days");
        db.execute("UPDATE pgpartition.managed_table SET table_name = 'Others'");
        restore();
        MaintenanceReport report = manager().maintain();
        assertThat(report.results()).isEmpty();
        assertThat(report.findings()).hasSize(2);
    }
}
