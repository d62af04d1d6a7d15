package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Liquibase's own command line in a process of its own, with nothing of ours but the self-contained jar. */
record Client(String version) {

    private static final int TIMEOUT_SECONDS = 120;

    /** What a run printed, and its exit code. */
    record Result(int exitCode, String output, String errors) {}

    static Stream<Client> all() {
        return Arrays.stream(property("clients.versions").split(",", -1)).map(Client::new);
    }

    Result run(PostgresDatabase database, Path folder, String... command) {
        return run(database.jdbcUrl(), folder, command);
    }

    Result run(String url, Path folder, String... command) {
        return run(url, folder, Settings.NONE, command);
    }

    /** Ways to give settings: to the JVM, before the command, and in the environment. */
    record Settings(List<String> jvm, List<String> flags, Map<String, String> environment) {
        static final Settings NONE = new Settings(List.of(), List.of(), Map.of());
    }

    Result run(String url, Path folder, Settings settings, String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=America/New_York"));
        line.addAll(settings.jvm());
        line.addAll(List.of(
                "-cp",
                classPath(),
                "liquibase.integration.commandline.LiquibaseCommandLine",
                "--show-banner=false",
                "--search-path=" + folder.toAbsolutePath()));
        line.addAll(settings.flags());
        line.addAll(List.of(command));
        line.add("--url=" + url);
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Path errors = Files.createTempFile(folder, "errors", ".txt");
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(settings.environment());
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("Still running after " + TIMEOUT_SECONDS + " s: " + line);
            }
            return new Result(process.exitValue(), read(output), read(errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private String classPath() {
        String clients = property("clients.directory");
        return Stream.of(clients + "/" + version + "/*", clients + "/lib/*", property("extension.jar"))
                .map(path -> path.replace('/', File.separatorChar))
                .collect(joining(File.pathSeparator));
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "Run by Maven, which sets " + name);
    }

    @Override
    public String toString() {
        return "Liquibase " + version;
    }
}
