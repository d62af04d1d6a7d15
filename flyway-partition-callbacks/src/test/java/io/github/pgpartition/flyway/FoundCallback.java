package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A callback in the package in which Flyway looks for them, apart from the class path of the other tests. */
final class FoundCallback {

    private static final String SOURCE = """
            package db.callback;

            public class Found extends io.github.pgpartition.flyway.client.FlywayClient.Telling {
                public Found() {
                    super("found");
                }
            }
            """;

    private FoundCallback() {}

    static void compileInto(Path directory) {
        try {
            Path source = directory.resolve("Found.java");
            Files.writeString(source, SOURCE);
            int result = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-d", directory.toString(), source.toString());
            assertThat(result).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
