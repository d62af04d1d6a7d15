package io.github.pgpartition.flyway;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/flyway} with Flyway's command line, our jar in its {@code drivers} folder. */
class CommandLineIT {

    private static final Path INSTALLATION =
            Path.of(System.getProperty("flyway.installation", "target/clients/commandline"));

    private final PostgresDatabase db = PostgresServer.shared().createDatabase();

    @TempDir
    private Path directory;

    @BeforeAll
    static void install() throws IOException {
        Path jar = Path.of(System.getProperty("callback.jar", ""));
        Files.copy(jar, INSTALLATION.resolve("drivers").resolve(jar.getFileName()), REPLACE_EXISTING);
    }

    @BeforeEach
    void copyExample() throws IOException {
        Path example = Path.of("..", "examples", "flyway");
        Files.createDirectory(directory.resolve("sql"));
        for (String file : List.of("flyway.toml", "sql/V1__events.sql", "sql/V2__logins.sql")) {
            Files.copy(example.resolve(file), directory.resolve(file));
        }
    }

    @AfterEach
    void drop() {
        db.close();
    }

    /** As Flyway's own script calls it. */
    private Command flyway(String... jars) {
        String classPath = String.join(
                ":",
                Stream.concat(Stream.of(INSTALLATION.resolve("lib") + "/*"), Stream.of(jars))
                        .toList());
        return new Command(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.timezone=America/New_York",
                        "-cp",
                        classPath,
                        "org.flywaydb.commandline.Main"),
                directory,
                Map.of(
                        "FLYWAY_URL", db.jdbcUrl().replaceAll("\\?.*", ""),
                        "FLYWAY_USER", db.user(),
                        "FLYWAY_PASSWORD", db.password()));
    }

    private Command flyway() {
        return flyway(INSTALLATION.resolve("drivers") + "/*");
    }

    private long partitions(String table) {
        return db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass(?)", table);
    }

    private void append(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.writeString(path, Files.readString(path) + text);
    }

    @Test
    void examplesTablesHaveTheirPartitions() {
        Outcome outcome = flyway().run("migrate").orFail();
        assertThat(partitions("app.events")).isEqualTo(8);
        assertThat(partitions("app.logins")).isEqualTo(4);
        assertThat(outcome.output()).contains("Maintenance at ").contains("of 2 tables: 12 created");
        assertThat(flyway().run("migrate").orFail().output()).contains("0 created");
    }

    @Test
    void environmentComesBeforeTheFile() {
        Outcome outcome = flyway().with("FLYWAY_PARTITIONS_DRY_RUN", "true")
                .run("migrate")
                .orFail();
        assertThat(outcome.output()).contains("CREATE TABLE \"app\".\"events_p");
        assertThat(partitions("app.events")).isZero();
        assertThat(flyway().with("FLYWAY_PARTITIONS_LOCK_TIMEOUT", "soon").run("migrate"))
                .satisfies(o -> assertThat(o.succeeded()).isFalse())
                .satisfies(o -> assertThat(o.output()).contains("Cannot use flyway.partitions.lockTimeout 'soon'"));
    }

    @Test
    void argumentsComeBeforeTheFile() {
        Outcome outcome = flyway().run("-partitions.dryRun=true", "migrate").orFail();
        assertThat(outcome.output()).contains("CREATE TABLE \"app\".\"events_p");
        assertThat(partitions("app.events")).isZero();
    }

    @Test
    void anUnknownKeyOfTheFileIsAnError() throws IOException {
        append("flyway.toml", "\n[flyway.partitions.tabel]\na = \"b\"\n");
        Outcome outcome = flyway().run("migrate");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output()).contains("partitions");
        assertThat(partitions("app.events")).isZero();
    }

    @Test
    void anUnknownFieldOfAPolicyIsAnError() throws IOException {
        append("flyway.toml", "premak = 7\n");
        Outcome outcome = flyway().run("migrate");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output()).contains("premak");
        assertThat(db.queryLong("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'"))
                .isZero();
    }

    @Test
    void sqlCallbacksOfTheUserGoOn() throws IOException {
        append("sql/V2__logins.sql", "CREATE TABLE app.called ();\n");
        Files.writeString(directory.resolve("sql/afterMigrate.sql"), "DROP TABLE IF EXISTS app.called;");
        flyway().run("migrate").orFail();
        assertThat(db.queryLong("SELECT count(*) FROM pg_class WHERE relname = 'called'"))
                .isZero();
        assertThat(partitions("app.events")).isEqualTo(8);
    }

    @Test
    void otherCommandsDoNotMind() {
        flyway().run("migrate").orFail();
        flyway().run("validate").orFail();
        assertThat(flyway().run("info").orFail().output()).contains("logins");
    }

    /** So a file with our settings needs our jar; without it Flyway stops, and does not go on without maintenance. */
    @Test
    void withoutTheJarTheFileIsAnError() {
        Outcome outcome = flyway(INSTALLATION.resolve("postgresql") + "/*").run("migrate");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output()).contains("partitions");
    }
}
