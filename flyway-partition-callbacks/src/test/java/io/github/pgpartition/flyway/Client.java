package io.github.pgpartition.flyway;

import io.github.pgpartition.flyway.client.FlywayClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Somebody who runs Flyway: in this JVM, or in one of its own with another version of it. */
interface Client {

    /** How it went. */
    record Outcome(boolean succeeded, String output) {

        Outcome orFail() {
            if (!succeeded) {
                throw new AssertionError(output);
            }
            return this;
        }

        long count(String text) {
            return output.lines().filter(line -> line.contains(text)).count();
        }
    }

    Outcome run(List<String> arguments);

    /** Whether settings can be given as a map of properties, for which Flyway takes Jackson. */
    boolean takesProperties();

    static Client inThisJvm() {
        return new Client() {
            @Override
            public Outcome run(List<String> arguments) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                boolean succeeded = FlywayClient.run(out, arguments.toArray(String[]::new));
                return new Outcome(succeeded, bytes.toString(StandardCharsets.UTF_8));
            }

            @Override
            public boolean takesProperties() {
                return true;
            }
        };
    }

    /** In JVMs with the jars of that version, our self-contained jar and this module's test classes: nothing else. */
    static Client ofVersion(String version) {
        return new Client() {
            @Override
            public Outcome run(List<String> arguments) {
                return ClientProcess.of(version).run(arguments);
            }

            @Override
            public boolean takesProperties() {
                return !version.startsWith("13.");
            }
        };
    }
}
