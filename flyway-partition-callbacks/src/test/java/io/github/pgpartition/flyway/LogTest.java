package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is printed where Flyway's log and the engine's, which is java.util.logging's in the command line, are one stream. */
class LogTest implements Scenario {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    /** What the engine logs at the level that is printed unless somebody says otherwise. */
    private static final class Engine extends Handler {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord logged) {
            lines.add(logged.getLevel() + " " + logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Override
    public PostgresDatabase db() {
        return db;
    }

    @Override
    public Client client() {
        return Client.inThisJvm();
    }

    @Test
    void eachStepIsToldOnce() {
        Logger logger = Logger.getLogger("io.github.pgpartition");
        Engine engine = new Engine();
        logger.addHandler(engine);
        try {
            String told = migrate("events", MARCH_28).orFail().output();
            assertThat(told.split("Events_p20260328", -1)).hasSize(2);
            assertThat(engine.lines).isEmpty();
        } finally {
            logger.removeHandler(engine);
        }
    }
}
