package io.github.pgpartition.flyway;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.flyway.client.FlywayClient;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds whichever version of Flyway runs it. */
abstract class FlywayScenarios {

    private static final String EVENTS = "\"App data\".\"Events\"";
    private static final String MARCH_28 = "now=2026-03-28T12:00:00Z";
    private static final String NAMED = FlywayClient.Named.class.getName();
    private static final String OURS = PartitionMaintenanceCallback.class.getName();

    private final Client client;
    private final PostgresDatabase db = PostgresServer.shared().createDatabase();

    FlywayScenarios(Client client) {
        this.client = client;
    }

    @AfterEach
    void drop() {
        db.close();
    }

    @Test
    void createsPartitionsForAPolicyOfAMigration() {
        migrate("events", MARCH_28).orFail();
        assertThat(bounds(EVENTS)).containsExactly("2026-03-28", "2026-03-29", "2026-03-30");
    }

    @Test
    void runsThePassWhenThereIsNothingToMigrate() {
        migrate("events", MARCH_28).orFail();
        migrate("events", "now=2026-03-30T12:00:00Z").orFail();
        assertThat(bounds(EVENTS))
                .containsExactly("2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01");
    }

    @Test
    void dropsWhatRetentionNoLongerKeeps() {
        migrate("events", MARCH_28).orFail();
        db.execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 10:00Z'), (2, '2026-03-29 10:00Z')");
        migrate("events", "now=2026-04-28T00:00:00Z").orFail();
        assertThat(bounds(EVENTS)).startsWith("2026-03-29", "2026-03-30").hasSize(33);
        assertThat(db.queryStrings("SELECT id FROM " + EVENTS)).containsExactly("2");
        assertThat(db.queryStrings("SELECT DISTINCT partition FROM pgpartition.history WHERE action = 'drop'"))
                .containsExactly("\"App data\".\"Events_p20260328\"");
    }

    @Test
    void registersItselfOnce() {
        Outcome outcome = migrate("events").orFail();
        assertThat(bounds(EVENTS)).hasSize(3);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    void runsOnceWhereItIsNamedToo() {
        Outcome outcome =
                migrate("events", "flyway.callbacks=" + OURS + "," + NAMED).orFail();
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
        assertThat(outcome.count("callback named")).isEqualTo(1);
    }

    @Test
    void leavesNamedCallbacksOfTheUserAlone() {
        Outcome outcome = migrate("events", "flyway.callbacks=" + NAMED).orFail();
        assertThat(outcome.count("callback named")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    void leavesCallbacksOfANamelessClassAlone() {
        Outcome outcome = migrate("events", "anonymous=yes").orFail();
        assertThat(outcome.count("callback anonymous")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    void runsOnceWhereAnInstanceIsPassedBesideANamelessOne() {
        Outcome outcome = migrate("events", MARCH_28, "anonymous=yes").orFail();
        assertThat(outcome.count("callback anonymous")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at 2026-03-28")).isEqualTo(1);
    }

    @Test
    void takesPoliciesFromProperties() {
        String[] settings = {
            MARCH_28,
            "flyway.partitions.policies=logs: interval=1 week, premake=1",
            "flyway.partitions.lockTimeout=2s",
            "flyway.partitions.lockRetries=3",
            "flyway.partitions.onFailure=warn",
            "flyway.partitions.events=afterMigrate, afterEachMigrate"
        };
        if (client.takesProperties()) {
            migrate("plain", settings).orFail();
            assertThat(bounds("logs")).containsExactly("2026-03-23", "2026-03-30");
        } else {
            assertThat(migrate("plain", settings).output()).contains("jackson-databind");
        }
    }

    @Test
    void takesPoliciesFromPlaceholders() {
        migrate("plain", MARCH_28, "flyway.placeholders.partitions_policies=public.logs: interval=1 month, premake=1")
                .orFail();
        assertThat(bounds("logs")).containsExactly("2026-03-01", "2026-04-01");
    }

    @Test
    void takesNestedPoliciesFromTheApi() {
        migrate("plain", MARCH_28, "table=public.logs", "set.lockTimeout=250ms").orFail();
        assertThat(bounds("logs")).containsExactly("2026-03-28", "2026-03-29");
    }

    @Test
    void refusesWrongSettingsBeforeAnythingIsMigrated() {
        Outcome outcome = migrate("plain", "flyway.placeholders.partitions_lockTimeout=soon");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains("Cannot use flyway.partitions.lockTimeout 'soon': it is not a number with a unit."
                        + " Write for example 500ms, 2s or 1min.");
        assertThat(exists("logs")).isFalse();
    }

    @Test
    void failsAfterTheMigrationsAreCommitted() {
        Outcome outcome = migrate(
                "plain",
                MARCH_28,
                "flyway.placeholders.partitions_policies=gone: interval=1 day; logs: interval=1 day");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains(
                        "Partition maintenance failed: Cannot manage \"gone\": there is no partitioned table of that name."
                                + " Create it, or correct the name.")
                .contains("The migrations are committed, and the next migrate tries again");
        assertThat(bounds("logs")).hasSize(5);
    }

    @Test
    void onlyWarnsWhereThatIsWanted() {
        Outcome outcome = migrate(
                        "plain",
                        "flyway.placeholders.partitions_policies=gone: interval=1 day",
                        "flyway.placeholders.partitions_onFailure=warn")
                .orFail();
        assertThat(outcome.count("WARN Partition maintenance failed: Cannot manage \"gone\""))
                .isEqualTo(1);
    }

    @Test
    void printsThePlanOfADryRunAndDoesNothing() {
        Outcome outcome = migrate(
                        "plain",
                        MARCH_28,
                        "flyway.placeholders.partitions_policies=logs: interval=1 day, premake=1",
                        "flyway.placeholders.partitions_dryRun=true")
                .orFail();
        assertThat(outcome.output())
                .contains("CREATE TABLE \"public\".\"logs_p20260329\"")
                .contains("ATTACH PARTITION");
        assertThat(bounds("logs")).isEmpty();
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    @Test
    void createsBetweenMigrationsOnlyWhereThatIsWanted() {
        assertThat(migrate("events,classpath:db/inserts").output()).contains("no partition of relation \"Events\"");
        assertThat(bounds(EVENTS)).isEmpty();
    }

    @Test
    void createsBetweenMigrationsWhereThatIsWanted() {
        Outcome outcome = migrate(
                        "events,classpath:db/inserts", "flyway.placeholders.partitions_events=afterEachMigrate")
                .orFail();
        assertThat(db.queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        assertThat(bounds(EVENTS)).hasSize(3);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(2);
    }

    @Test
    void failureBetweenMigrationsTakesTheMigrationBack() {
        String each = "flyway.placeholders.partitions_events=afterEachMigrate";
        migrate("events", MARCH_28).orFail();
        db.execute("UPDATE pgpartition.managed_table SET partition_interval = 'broken'");
        Outcome outcome = migrate("events,classpath:db/plain", each);
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains("Partition maintenance failed: " + EVENTS + ": Cannot use interval 'broken'")
                .contains("The migration is rolled back, as if it had not run");
        assertThat(exists("logs")).isFalse();
        migrate("events,classpath:db/plain", each, "flyway.placeholders.partitions_onFailure=warn")
                .orFail();
        assertThat(exists("logs")).isTrue();
    }

    @Test
    void twoDeployersAtOnceDoTheWorkOnce() {
        String policy = "flyway.placeholders.partitions_policies=" + EVENTS + ": interval=1 day, premake=9";
        List<Outcome> outcomes = Stream.of(1, 2)
                .map(deployer -> CompletableFuture.supplyAsync(() -> migrate("events", MARCH_28, policy)))
                .collect(toList())
                .stream()
                .map(CompletableFuture::join)
                .toList();
        outcomes.forEach(Outcome::orFail);
        assertThat(bounds(EVENTS)).hasSize(10);
        assertThat(db.queryLong("SELECT count(*) FROM pgpartition.history")).isEqualTo(10);
    }

    @Test
    void lookingChangesNothing() {
        run("info", "events").orFail();
        run("validate", "events");
        run("baseline", "events").orFail();
        assertThat(db.queryLong("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgpartition'"))
                .isZero();
    }

    @Test
    void cleanAndMigrateBeginAgain() {
        migrate("plain", MARCH_28, "table=logs").orFail();
        run("validate", "plain").orFail();
        run("info", "plain").orFail();
        run("clean", "plain", "flyway.cleanDisabled=false").orFail();
        assertThat(exists("logs")).isFalse();
        migrate("plain", MARCH_28, "table=logs").orFail();
        assertThat(bounds("logs")).hasSize(2);
    }

    @Test
    void ourSchemaDoesNotMakeTheUsersNonEmpty() {
        migrate("plain", "flyway.defaultSchema=one").orFail();
        Outcome outcome = migrate("plain", "flyway.defaultSchema=two").orFail();
        assertThat(outcome.output()).doesNotContain("non-empty");
        db.execute("CREATE SCHEMA three", "CREATE TABLE three.there_before ()");
        migrate(
                        "plain",
                        MARCH_28,
                        "table=logs",
                        "flyway.defaultSchema=three",
                        "flyway.baselineOnMigrate=true",
                        "flyway.baselineVersion=0")
                .orFail();
        assertThat(bounds("three.logs")).hasSize(2);
    }

    private Outcome migrate(String folder, String... settings) {
        return run("migrate", folder, settings);
    }

    private Outcome run(String command, String folder, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of(db.jdbcUrl(), command, "flyway.locations=classpath:db/" + folder));
        arguments.addAll(List.of(settings));
        return client.run(arguments);
    }

    /** The days on which partitions begin. */
    private List<String> bounds(String table) {
        return db.queryStrings(
                "SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM '\\d{4}-\\d\\d-\\d\\d') FROM pg_inherits i"
                        + " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(?) ORDER BY 1",
                table);
    }

    private boolean exists(String table) {
        return db.queryLong("SELECT count(*) FROM pg_class WHERE relname = ?", table) > 0;
    }
}
