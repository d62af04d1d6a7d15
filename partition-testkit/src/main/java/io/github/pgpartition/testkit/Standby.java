package io.github.pgpartition.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A server in recovery, with binaries of the version that tests run on: one that was stopped cleanly and started again with {@code
 * standby.signal}. It follows nobody, as there is nobody to follow, but it takes what a hot standby takes and refuses what one refuses.
 */
public final class Standby implements AutoCloseable {

    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;

    private Standby(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @param primary does what is to be found on the standby, while the server still is none; it goes with the directory */
    public static Standby of(Path directory, Consumer<DataSource> primary) throws IOException {
        Path data = directory.resolve("data");
        try (EmbeddedPostgres server = start(data)) {
            primary.accept(server.getPostgresDatabase());
        }
        Files.createFile(data.resolve("standby.signal"));
        return new Standby(start(data));
    }

    private static EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setPGStartupWait(STARTUP_WAIT)
                .start();
    }

    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
