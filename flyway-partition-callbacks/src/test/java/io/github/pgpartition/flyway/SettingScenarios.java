package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import org.junit.jupiter.api.Test;

/** Settings, from wherever they come. */
interface SettingScenarios extends Scenario {

    @Test
    default void takesPoliciesFromProperties() {
        String[] settings = {
            MARCH_28,
            "flyway.partitions.policies=logs: interval=1 week, premake=1",
            "flyway.partitions.lockTimeout=2s",
            "flyway.partitions.lockRetries=3",
            "flyway.partitions.onFailure=warn",
            "flyway.partitions.events=afterMigrate, afterEachMigrate"
        };
        if (client().takesProperties()) {
            migrate("plain", settings).orFail();
            assertThat(bounds("logs")).containsExactly("2026-03-23", "2026-03-30");
        } else {
            assertThat(migrate("plain", settings).output()).contains("jackson-databind");
        }
    }

    @Test
    default void takesPoliciesFromPlaceholders() {
        migrate("plain", MARCH_28, "flyway.placeholders.partitions_policies=public.logs: interval=1 month, premake=1")
                .orFail();
        assertThat(bounds("logs")).containsExactly("2026-03-01", "2026-04-01");
    }

    @Test
    default void takesNestedPoliciesFromTheApi() {
        migrate("plain", MARCH_28, "table=public.logs", "set.lockTimeout=250ms").orFail();
        assertThat(bounds("logs")).containsExactly("2026-03-28", "2026-03-29");
    }

    @Test
    default void refusesWrongSettingsBeforeAnythingIsMigrated() {
        Outcome outcome = migrate("plain", "flyway.placeholders.partitions_lockTimeout=soon");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .contains("Cannot use flyway.partitions.lockTimeout 'soon': it is not a number with a unit."
                        + " Write for example 500ms, 2s or 1min.");
        assertThat(exists("logs")).isFalse();
    }

    /** Flyway drops a whole namespace without a word where a value is not of its field's type. */
    @Test
    default void aValueOfTheWrongTypeIsAnErrorAndDropsNothing() {
        if (client().takesProperties()) {
            Outcome outcome = migrate(
                    "plain", "flyway.partitions.lockRetries=many", "flyway.partitions.policies=logs: interval=1 day");
            assertThat(outcome.output()).contains("Cannot use flyway.partitions.lockRetries 'many'");
            assertThat(exists("logs")).isFalse();
        }
    }

    @Test
    default void anUnknownKeyIsAnError() {
        if (client().takesProperties()) {
            assertThat(migrate("plain", "flyway.partitions.premake=7").output()).contains("flyway.partitions.premake");
            assertThat(exists("logs")).isFalse();
        }
        assertThat(migrate("plain", "flyway.placeholders.partitions_premake=7").output())
                .contains("Cannot use the placeholder partitions_premake");
        assertThat(exists("logs")).isFalse();
    }

    @Test
    default void anUnknownFieldOfAPolicyIsAnError() {
        assertThat(migrate("plain", "flyway.placeholders.partitions_policies=logs: interval=1 day, premak=7")
                        .output())
                .contains("premak");
        assertThat(exists("logs")).isFalse();
    }
}
