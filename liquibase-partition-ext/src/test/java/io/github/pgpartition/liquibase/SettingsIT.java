package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.pgpartition.liquibase.Client.Settings;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which the command line of both Liquibase lines takes settings reaches ours. */
class SettingsIT {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String CHANGELOG = """
            databaseChangeLog:
              - changeSet:
                  id: 1
                  author: test
                  changes:
                    - createRangePartitionedTable:
                        tableName: t
                        partitionKey: at
                        columns:
                          - column: { name: id, type: int }
                          - column: { name: at, type: date }
              - changeSet:
                  id: 2
                  author: test
                  changes:
                    - createRangePartitionOf: { tableName: busy, partitionName: p, startRange: 1, endRange: 2 }
            """;

    @TempDir
    Path folder;

    static Stream<Arguments> clientsAndWays() {
        Map<String, Settings> ways = Map.of(
                "flags",
                new Settings(
                        List.of(),
                        List.of(
                                "--partition-lock-timeout=77ms",
                                "--partition-lock-retries=1",
                                "--partition-create-template-tables=true",
                                "--partition-create-with-primary-key=true"),
                        Map.of()),
                "environment",
                new Settings(
                        List.of(),
                        List.of(),
                        Map.of(
                                "LIQUIBASE_PARTITION_LOCK_TIMEOUT", "77ms",
                                "LIQUIBASE_PARTITION_LOCK_RETRIES", "1",
                                "LIQUIBASE_PARTITION_CREATE_TEMPLATE_TABLES", "true",
                                "LIQUIBASE_PARTITION_CREATE_WITH_PRIMARY_KEY", "true")),
                "system properties",
                new Settings(
                        List.of(
                                "-Dliquibase.partition.lockTimeout=77ms",
                                "-Dliquibase.partition.lockRetries=1",
                                "-Dliquibase.partition.createTemplateTables=true",
                                "-Dliquibase.partition.createWithPrimaryKey=true"),
                        List.of(),
                        Map.of()),
                "properties file",
                new Settings(List.of(), List.of("--defaults-file=ours.properties"), Map.of()));
        return Client.all()
                .flatMap(
                        client -> ways.entrySet().stream().map(way -> arguments(client, way.getKey(), way.getValue())));
    }

    @BeforeEach
    void prepare() throws IOException {
        CatalogDump.clear(db);
        db.execute("CREATE TABLE public.busy (id int) PARTITION BY RANGE (id)");
        Files.writeString(folder.resolve("changelog.yaml"), CHANGELOG);
        Files.writeString(folder.resolve("ours.properties"), """
                liquibase.partition.lockTimeout=77ms
                liquibase.partition.lockRetries=1
                liquibase.partition.createTemplateTables=true
                liquibase.partition.createWithPrimaryKey=true
                """);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("clientsAndWays")
    void everySettingIsHeard(Client client, String way, Settings settings) {
        try (Session reader = db.session("SELECT count(*) FROM public.busy")) {
            Client.Result update =
                    client.run(db.jdbcUrl(), folder, settings, "update", "--changelog-file=changelog.yaml");
            assertThat(update.exitCode()).as(way).isNotZero();
            assertThat(update.errors())
                    .contains("2 attempts of 77 ms did not get the lock; in the way: pid " + reader.pid());
        }
        assertThat(
                        db.queryString(
                                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.t'::regclass AND contype = 'p'"))
                .isEqualTo("PRIMARY KEY (id, at)");
        assertThat(db.queryString("SELECT to_regclass('public.t_template')")).isEqualTo("t_template");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void misspeltSettingIsWarnedOfWhereItIsSeen(Client client) {
        Settings settings = new Settings(
                List.of("-Dliquibase.partition.lockTimeot=1s"),
                List.of(),
                Map.of("LIQUIBASE_PARTITION_LOCK_RETRYS", "1"));
        Client.Result status =
                client.run(db.jdbcUrl(), folder, settings, "validate", "--changelog-file=changelog.yaml");
        assertThat(status.errors())
                .contains(
                        "WARNING: There is no setting liquibase.partition.lockTimeot, so it changes nothing. There are ")
                .contains(
                        "WARNING: There is no setting liquibase.partition.LOCK_RETRYS, so it changes nothing. There are ");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void wrongSettingIsAnErrorBeforeAnythingRuns(Client client) {
        Settings settings = new Settings(List.of(), List.of("--partition-create-template-tables=yes"), Map.of());
        Client.Result update = client.run(db.jdbcUrl(), folder, settings, "update", "--changelog-file=changelog.yaml");
        assertThat(update.exitCode()).isNotZero();
        assertThat(update.errors()).contains("'yes' is neither true nor false");
        assertThat(db.queryString("SELECT to_regclass('public.t')")).isNull();
    }

    static Stream<Client> clients() {
        return Client.all();
    }
}
