package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ours beside the callbacks of the user. */
interface CallbackScenarios extends Scenario {

    @Test
    default void registersItselfOnce() {
        Outcome outcome = migrate("events").orFail();
        assertThat(bounds(EVENTS)).hasSize(3);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    default void runsOnceWhereItIsNamedToo() {
        Outcome outcome =
                migrate("events", "flyway.callbacks=" + OURS + "," + NAMED).orFail();
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
        assertThat(outcome.count("callback named")).isEqualTo(1);
    }

    @Test
    default void leavesNamedCallbacksOfTheUserAlone() {
        Outcome outcome = migrate("events", "flyway.callbacks=" + NAMED).orFail();
        assertThat(outcome.count("callback named")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    default void leavesCallbacksOfANamelessClassAlone() {
        Outcome outcome = migrate("events", "anonymous=yes").orFail();
        assertThat(outcome.count("callback anonymous")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }

    @Test
    default void runsOnceWhereAnInstanceIsPassedBesideANamelessOne() {
        Outcome outcome = migrate("events", MARCH_28, "anonymous=yes").orFail();
        assertThat(outcome.count("callback anonymous")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at 2026-03-28")).isEqualTo(1);
    }

    /** Flyway then forgets all instances that it was given. */
    @Test
    default void runsBesideACallbackThatFlywayFindsItself(@TempDir Path directory) {
        FoundCallback.compileInto(directory);
        Outcome outcome = migrate("events", "classes=" + directory).orFail();
        assertThat(outcome.count("callback found")).isEqualTo(1);
        assertThat(outcome.count("INFO Maintenance at")).isEqualTo(1);
    }
}
