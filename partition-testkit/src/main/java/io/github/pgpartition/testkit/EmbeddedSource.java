package io.github.pgpartition.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Binaries from the class path, unpacked once per user and started in a data directory which goes with the JVM.
 *
 * <p>The log stays for a look at it until the next server starts. One JVM at a time unpacks and starts.
 */
record EmbeddedSource(int version) implements ServerSource {

    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);
    private static final int LOG_LINES_SHOWN = 15;

    @Override
    public Running start() {
        Path home =
                Path.of(System.getProperty("java.io.tmpdir"), "pgpartition-testkit-" + System.getProperty("user.name"));
        // Where the library unpacks, and looks for what a killed JVM has left behind: per user, not for all.
        System.setProperty("ot.epg.working-dir", home.toString());
        String name = "data-" + UUID.randomUUID();
        Path log = home.resolve(name + ".log");
        try {
            Files.createDirectories(home);
            try (FileChannel channel = FileChannel.open(
                            home.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                deleteOldLogs(home);
                int port = start(home.resolve(name), log).getPort();
                return new Running(
                        new ServerUrl("localhost:" + port, "postgres", "postgres", "postgres", ""), Optional.of(log));
            }
        } catch (IOException | RuntimeException | ExceptionInInitializerError e) {
            throw new IllegalStateException(
                    "The embedded PostgreSQL " + version + " did not start: " + e + lastLines(log)
                            + "\nAs root it needs a working `unshare -U`. Other ways: an ordinary user,"
                            + " -Dpostgres=testcontainers, or -Dpostgres=jdbc:postgresql://…",
                    e);
        }
    }

    @Override
    public void check(int actual) {
        if (actual != version) {
            throw new IllegalStateException(
                    "postgres.version=" + version + ", but the embedded binaries are PostgreSQL "
                            + actual + ": they come from the class path. Run Maven with -Dpostgres.version=" + version
                            + ", which chooses them by profile; the system property alone does not.");
        }
    }

    private static EmbeddedPostgres start(Path data, Path log) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(Redirect.appendTo(log.toFile()))
                .setPGStartupWait(STARTUP_WAIT);
        SETTINGS.forEach(builder::setServerConfig);
        return builder.start();
    }

    private static void deleteOldLogs(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".log") && Files.notExists(home.resolve(name.replace(".log", "")))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String lastLines(Path log) {
        if (Files.notExists(log)) {
            return "";
        }
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
            return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "\n(its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
