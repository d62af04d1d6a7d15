package io.github.pgpartition.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.flyway.Client.Outcome;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flyway's Maven plugin with our jar among its dependencies. */
class MavenPluginIT {

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>example</groupId>
              <artifactId>example</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <build>
                <plugins>
                  <plugin>
                    <groupId>org.flywaydb</groupId>
                    <artifactId>flyway-maven-plugin</artifactId>
                    <version>%1$s</version>
                    <configuration>
                      <url>%2$s</url>
                      <user>%3$s</user>
                      <password>%4$s</password>
                      <locations>
                        <location>filesystem:${project.basedir}/sql</location>
                      </locations>
                      <pluginConfiguration>
                        <partitions.policies>app.logins: interval=1 month, premake=3</partitions.policies>
                      </pluginConfiguration>
                    </configuration>
                    <dependencies>
                      <dependency>
                        <groupId>org.flywaydb</groupId>
                        <artifactId>flyway-database-postgresql</artifactId>
                        <version>%1$s</version>
                      </dependency>
                      <dependency>
                        <groupId>org.postgresql</groupId>
                        <artifactId>postgresql</artifactId>
                        <version>%5$s</version>
                      </dependency>
                      <dependency>
                        <groupId>io.github.pgpartition</groupId>
                        <artifactId>flyway-partition-callbacks</artifactId>
                        <version>1</version>
                        <scope>system</scope>
                        <systemPath>%6$s</systemPath>
                      </dependency>
                    </dependencies>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private final PostgresDatabase db = PostgresServer.shared().createDatabase();

    @TempDir
    private Path directory;

    @BeforeEach
    void makeProject() throws IOException {
        Files.writeString(
                directory.resolve("pom.xml"),
                String.format(
                        Locale.ROOT,
                        POM,
                        System.getProperty("flyway.maven.version"),
                        db.jdbcUrl().replaceAll("\\?.*", ""),
                        db.user(),
                        db.password(),
                        System.getProperty("postgresql.version"),
                        Path.of(System.getProperty("callback.jar", "")).toAbsolutePath()));
        Files.createDirectory(directory.resolve("sql"));
        for (String file : List.of("V1__events.sql", "V2__logins.sql")) {
            Files.copy(
                    Path.of("..", "examples", "flyway", "sql", file),
                    directory.resolve("sql").resolve(file));
        }
    }

    @AfterEach
    void drop() {
        db.close();
    }

    private Command maven() {
        return new Command(List.of("mvn", "-B", "-ntp"), directory, Map.of("MAVEN_OPTS", "-XX:TieredStopAtLevel=1"));
    }

    private long partitions(String table) {
        return db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass(?)", table);
    }

    @Test
    void pluginConfigurationAndProperties() {
        Outcome dry =
                maven().run("flyway:migrate", "-Dflyway.partitions.dryRun=true").orFail();
        assertThat(dry.output())
                .contains("CREATE TABLE \"app\".\"logins_p")
                .contains("CREATE TABLE \"app\".\"events_p");
        assertThat(partitions("app.logins")).isZero();
        maven().run("flyway:migrate").orFail();
        assertThat(partitions("app.logins")).isEqualTo(4);
        assertThat(partitions("app.events")).isEqualTo(8);
    }

    @Test
    void wrongValuesAndUnknownKeysAreErrors() {
        assertThat(maven().run("flyway:migrate", "-Dflyway.partitions.lockRetries=many")
                        .output())
                .contains("Cannot use flyway.partitions.lockRetries 'many'");
        assertThat(maven().run("flyway:migrate", "-Dflyway.partitions.premake=7")
                        .output())
                .contains("flyway.partitions.premake");
        assertThat(db.queryLong("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'"))
                .isZero();
    }

    /** Flyway's plugin reads no TOML, and does not say so: see the guide. */
    @Test
    void tomlIsNotRead() throws IOException {
        Files.writeString(directory.resolve("flyway.toml"), "[flyway.partitions]\nlockRetries = \"many\"\n");
        maven().run("flyway:migrate").orFail();
    }
}
