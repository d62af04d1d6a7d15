package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import org.junit.jupiter.api.Test;

/** What happens before, between and after migrations. */
interface EventScenarios extends Scenario {

    @Test
    default void createsBetweenMigrationsOnlyWhereThatIsWanted() {
        assertThat(migrate("events,classpath:db/inserts").output()).contains("no partition of relation \"Events\"");
        assertThat(bounds(EVENTS)).isEmpty();
    }

    @Test
    default void createsBetweenMigrationsWhereThatIsWanted() {
        Outcome outcome = migrate(
                        "events,classpath:db/inserts", "flyway.placeholders.partitions_events=afterEachMigrate")
                .orFail();
        assertThat(db().queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        assertThat(bounds(EVENTS)).hasSize(3);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(2);
    }

    @Test
    default void failureBetweenMigrationsTakesTheMigrationBack() {
        String each = "flyway.placeholders.partitions_events=afterEachMigrate";
        migrate("events", MARCH_28).orFail();
        db().execute("UPDATE pgpartition.managed_table SET partition_interval = 'broken'");
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
    default void rowsOfAMigrationFindTheirPartitionsAlthoughTheRunwayHadEnded() {
        migrate("events", MARCH_28).orFail();
        Outcome outcome = migrate("events,classpath:db/inserts").orFail();
        assertThat(db().queryLong("SELECT count(*) FROM " + EVENTS)).isEqualTo(1);
        assertThat(outcome.count("INFO Before the migrations")).isEqualTo(1);
    }

    @Test
    default void nothingIsTakenAwayBeforeTheMigrations() {
        migrate("events", MARCH_28).orFail();
        assertThat(migrate("events,classpath:db/broken").succeeded()).isFalse();
        assertThat(bounds(EVENTS)).startsWith("2026-03-28", "2026-03-29", "2026-03-30");
        assertThat(db().queryStrings("SELECT DISTINCT action FROM pgpartition.history"))
                .containsExactly("create");
        migrate("events").orFail();
        assertThat(bounds(EVENTS)).doesNotContain("2026-03-28");
    }

    @Test
    default void whatCannotBeCreatedBeforeTheMigrationsIsAWarning() {
        migrate("events", MARCH_28).orFail();
        db().execute("UPDATE pgpartition.managed_table SET partition_interval = 'broken'");
        Outcome outcome = migrate("events,classpath:db/plain", "flyway.placeholders.partitions_onFailure=fail");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains("WARN Not all partitions that are due could be made before the migrations: " + EVENTS
                        + ": Cannot use interval 'broken'");
        assertThat(history()).containsExactly("1 true", "3 true");
    }

    @Test
    default void dryRunCreatesNothingBeforeTheMigrations() {
        migrate("events", MARCH_28).orFail();
        migrate("events", "flyway.placeholders.partitions_dryRun=true").orFail();
        assertThat(bounds(EVENTS)).hasSize(3);
    }

    /** An error there would leave it applied and not written down. */
    @Test
    default void leavesAMigrationWithoutTransactionAlone() {
        String each = "flyway.placeholders.partitions_events=afterEachMigrate";
        migrate("events", MARCH_28).orFail();
        db().execute("UPDATE pgpartition.managed_table SET partition_interval = 'broken'");
        migrate("events,classpath:db/apart", each).orFail();
        assertThat(history()).containsExactly("1 true", "4 true");
    }

    @Test
    default void aGroupOfMigrationsIsOneTransaction() {
        String each = "flyway.placeholders.partitions_events=afterEachMigrate";
        migrate("events,classpath:db/inserts,classpath:db/plain", "flyway.group=true", each)
                .orFail();
        assertThat(bounds(EVENTS)).hasSize(3);
        assertThat(history()).containsExactly("1 true", "2 true", "3 true");
    }
}
