package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import org.junit.jupiter.api.Test;

/** The other commands, with our schema beside the users'. */
interface CommandScenarios extends Scenario {

    @Test
    default void lookingChangesNothing() {
        run("info", "events").orFail();
        run("validate", "events");
        run("baseline", "events").orFail();
        assertThat(db().queryLong("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgpartition'"))
                .isZero();
    }

    @Test
    default void cleanAndMigrateBeginAgain() {
        migrate("plain", MARCH_28, "table=logs").orFail();
        run("validate", "plain").orFail();
        run("info", "plain").orFail();
        run("clean", "plain", "flyway.cleanDisabled=false").orFail();
        assertThat(exists("logs")).isFalse();
        migrate("plain", MARCH_28, "table=logs").orFail();
        assertThat(bounds("logs")).hasSize(2);
    }

    @Test
    default void ourSchemaDoesNotMakeTheUsersNonEmpty() {
        migrate("plain", "flyway.defaultSchema=one").orFail();
        Outcome outcome = migrate("plain", "flyway.defaultSchema=two").orFail();
        assertThat(outcome.output()).doesNotContain("non-empty");
        db().execute("CREATE SCHEMA three", "CREATE TABLE three.there_before ()");
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

    @Test
    default void baselineWithOurSchemaPresent() {
        migrate("plain", MARCH_28, "table=logs", "flyway.defaultSchema=one").orFail();
        run("baseline", "plain", "flyway.defaultSchema=two", "flyway.baselineVersion=3")
                .orFail();
        migrate("plain", MARCH_28, "flyway.defaultSchema=two").orFail();
        assertThat(bounds("two.logs")).isEmpty();
        assertThat(bounds("one.logs")).hasSize(2);
    }
}
