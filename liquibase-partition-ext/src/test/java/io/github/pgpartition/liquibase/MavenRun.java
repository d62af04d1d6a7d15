package io.github.pgpartition.liquibase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Maven in a process of its own, the same one that runs this build and with the same settings.
 *
 * <p>Its local repository is in {@code target} and begins with nothing but our artifacts, so that the developer's is left alone; what else it
 * needs it takes from the developer's, and from the network where the build may.
 */
final class MavenRun {

    private static final int TIMEOUT_SECONDS = 900;
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    private static final Path REPOSITORY = MODULE.resolve("target/maven-repository");

    private final Path project;

    MavenRun(Path project) {
        this.project = project;
        install("pgpartition-parent", MODULE.resolveSibling("pom.xml"), null);
        install(
                "partition-core",
                MODULE.resolveSibling("partition-core").resolve("pom.xml"),
                Path.of(property("clients.directory"), "core", "partition-core-" + VERSION + ".jar"));
        install(
                "liquibase-partition-ext",
                MODULE.resolve("pom.xml"),
                MODULE.resolve("target/liquibase-partition-ext-" + VERSION + ".jar"));
    }

    /** Runs goals; what they print is in the message where they fail. */
    String run(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(property("maven.home"), "bin", windows() ? "mvn.cmd" : "mvn")
                        .toString(),
                "-B",
                "-ntp",
                "-s",
                settings().toString(),
                "-Dmaven.repo.local=" + REPOSITORY,
                "-Daether.offline.protocols=file"));
        if (offline()) {
            line.add("-o");
        }
        line.addAll(arguments);
        try {
            Path output = project.resolve("maven.txt");
            Process maven = new ProcessBuilder(line)
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = maven.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                maven.destroyForcibly();
            }
            String printed = Files.readString(output);
            if (!ended || maven.exitValue() != 0) {
                throw new IllegalStateException(line + (ended ? " failed:\n" : " still runs:\n") + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The developer's repository first, as if it were a remote one; the network through the developer's own settings, where allowed. */
    private Path settings() {
        Path own = Path.of(offlineAndSettings()[1]);
        try {
            String repositories = """
                    <repository><id>developer</id><url>URL</url>
                      <releases><checksumPolicy>ignore</checksumPolicy></releases><snapshots><enabled>false</enabled></snapshots></repository>
                    """.replace(
                    "URL", Path.of(property("maven.local.repository")).toUri().toString());
            String profile = "<profile><id>developer</id><repositories>" + repositories
                    + "</repositories><pluginRepositories>" + repositories.replace("repository>", "pluginRepository>")
                    + "</pluginRepositories></profile>";
            String active = "<activeProfile>developer</activeProfile>";
            String text = Files.exists(own) ? Files.readString(own) : "<settings></settings>";
            text = text.replaceFirst(
                    "</settings>\\s*$",
                    "<profiles>" + profile + "</profiles><activeProfiles>" + active + "</activeProfiles></settings>");
            return Files.writeString(project.resolve("settings.xml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(String artifact, Path pom, Path jar) {
        Path folder =
                REPOSITORY.resolve("io/github/pgpartition").resolve(artifact).resolve(VERSION);
        String name = artifact + "-" + VERSION;
        try {
            Files.createDirectories(folder);
            Files.copy(pom, folder.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
            if (jar != null) {
                Files.copy(jar, folder.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean offline() {
        return Boolean.parseBoolean(offlineAndSettings()[0]);
    }

    private static String[] offlineAndSettings() {
        return property("maven.offline.settings").split(" ", 2);
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "Run by Maven, which sets " + name);
    }
}
