package io.github.pgpartition.flyway;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pass after each migrate. */
interface PassScenarios extends Scenario {

    @Test
    default void createsPartitionsForAPolicyOfAMigration() {
        migrate("events", MARCH_28).orFail();
        assertThat(bounds(EVENTS)).containsExactly("2026-03-28", "2026-03-29", "2026-03-30");
    }

    @Test
    default void runsThePassWhenThereIsNothingToMigrate() {
        migrate("events", MARCH_28).orFail();
        migrate("events", "now=2026-03-30T12:00:00Z").orFail();
        assertThat(bounds(EVENTS))
                .containsExactly("2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01");
    }

    @Test
    default void dropsWhatRetentionNoLongerKeeps() {
        migrate("events", MARCH_28).orFail();
        db().execute("INSERT INTO " + EVENTS + " VALUES (1, '2026-03-28 10:00Z'), (2, '2026-03-29 10:00Z')");
        migrate("events", "now=2026-04-28T00:00:00Z").orFail();
        assertThat(bounds(EVENTS)).startsWith("2026-03-29", "2026-03-30").hasSize(33);
        assertThat(db().queryStrings("SELECT id FROM " + EVENTS)).containsExactly("2");
        assertThat(db().queryStrings("SELECT DISTINCT partition FROM pgpartition.history WHERE action = 'drop'"))
                .containsExactly("\"App data\".\"Events_p20260328\"");
        assertThat(db().queryStrings("SELECT DISTINCT statements FROM pgpartition.history WHERE action = 'detach'"))
                .singleElement()
                .asString()
                .contains("CONCURRENTLY");
    }

    @Test
    default void failsAfterTheMigrationsAreCommitted() {
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
        assertThat(history()).containsExactly("3 true");
        migrate("plain").orFail();
    }

    @Test
    default void onlyWarnsWhereThatIsWanted() {
        Outcome outcome = migrate(
                        "plain",
                        "flyway.placeholders.partitions_policies=gone: interval=1 day",
                        "flyway.placeholders.partitions_onFailure=warn")
                .orFail();
        assertThat(outcome.count("WARN Partition maintenance failed: Cannot manage \"gone\""))
                .isEqualTo(1);
    }

    @Test
    default void printsThePlanOfADryRunAndDoesNothing() {
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
        assertThat(db().queryLong("SELECT count(*) FROM pgpartition.managed_table"))
                .isZero();
    }

    @Test
    default void aDryRunLeavesAllAsItIs() {
        migrate("events,classpath:db/plain", MARCH_28).orFail();
        db().execute("UPDATE pgpartition.managed_table SET default_partition = 'keep'");
        List<String> before = everything();
        Outcome outcome = migrate(
                        "events,classpath:db/plain",
                        "now=2026-04-28T00:00:00Z",
                        "flyway.placeholders.partitions_policies=" + EVENTS
                                + ": interval=1 day, retention=2 days; logs: interval=1 day",
                        "flyway.placeholders.partitions_dryRun=true")
                .orFail();
        assertThat(outcome.output())
                .contains("DETACH PARTITION")
                .contains("CREATE TABLE \"public\".\"logs_p20260428\"");
        assertThat(everything()).isEqualTo(before);
    }

    /** Relations, partitions, what the registry has, and where its sequences are. */
    private List<String> everything() {
        return db().queryStrings("""
                SELECT 'class ' || oid || ' ' || relname || ' ' || relkind::text || ' ' || coalesce(relpartbound::text, '') || coalesce(relacl::text, '')
                  FROM pg_class WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
                UNION ALL SELECT 'inherits ' || i::text FROM pg_inherits i
                UNION ALL SELECT 'table ' || t::text FROM pgpartition.managed_table t
                UNION ALL SELECT 'tenant ' || t::text FROM pgpartition.managed_tenant t
                UNION ALL SELECT 'history ' || t::text FROM pgpartition.history t
                UNION ALL SELECT 'pass ' || t::text FROM pgpartition.last_pass t
                UNION ALL SELECT 'lease ' || t::text FROM pgpartition.lease t
                UNION ALL SELECT 'sequence ' || s.sequencename || ' ' || coalesce(s.last_value, 0) FROM pg_sequences s
                 ORDER BY 1""");
    }

    @Test
    default void twoDeployersAtOnceDoTheWorkOnce() {
        String policy = "flyway.placeholders.partitions_policies=" + EVENTS + ": interval=1 day, premake=9";
        List<Outcome> outcomes = Stream.of(1, 2)
                .map(deployer -> CompletableFuture.supplyAsync(() -> migrate("events", MARCH_28, policy)))
                .collect(toList())
                .stream()
                .map(CompletableFuture::join)
                .toList();
        outcomes.forEach(Outcome::orFail);
        assertThat(bounds(EVENTS)).hasSize(10);
        assertThat(db().queryLong("SELECT count(*) FROM pgpartition.history")).isEqualTo(10);
    }
}
