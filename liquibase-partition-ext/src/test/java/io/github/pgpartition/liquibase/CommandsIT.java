package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.liquibase.Client.Settings;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Role;
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
import org.junit.jupiter.params.provider.MethodSource;

/** The commands, and the change that maintains, on the command line of both Liquibase lines: output, exit codes, help. */
class CommandsIT {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final String CHANGELOG = Changelogs.changelog("xml", """
            <changeSet id="1" author="test">
                <partition:createRangePartitionedTable tableName="events" partitionKey="at">
                    <column name="at" type="timestamptz"/>
                </partition:createRangePartitionedTable>
                <partition:managePartitions tableName="events" interval="1 day" premake="2" retention="30 days"/>
            </changeSet>
            <changeSet id="2" author="test" runAlways="true" runInTransaction="false">
                <partition:runPartitionMaintenance/>
            </changeSet>
            """);

    private static final List<String> COMMANDS = List.of("partition-status", "partition-plan", "partition-maintain");

    @TempDir
    Path folder;

    static Stream<Client> clients() {
        return Client.all();
    }

    @BeforeEach
    void prepare() throws IOException {
        CatalogDump.clear(db);
        Files.writeString(folder.resolve("changelog.xml"), CHANGELOG);
    }

    private void update(Client client) {
        Client.Result update = client.run(db, folder, "update", "--changelog-file=changelog.xml");
        assertThat(update.exitCode()).as(update.errors()).isZero();
    }

    private static List<String> partitions() {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.events'::regclass ORDER BY 1");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void outputIsWhatTheCommandTellsAndNothingElse(Client client) {
        update(client);
        List<String> days = partitions();
        assertThat(client.run(db, folder, "partition-status").output().lines())
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("OK       \"public\".\"events\"  3           ");
        db.execute("DROP TABLE public." + days.get(2));
        assertThat(client.run(db, folder, "partition-plan").output())
                .startsWith("-- Maintenance at ")
                .endsWith("COMMIT;\n");
        assertThat(client.run(db, folder, "partition-plan", "--table-name=events", "--format=json")
                        .output())
                .startsWith("{\"now\":\"")
                .endsWith("}\n");
        assertThat(partitions()).hasSize(2);
        assertThat(client.run(db, folder, "partition-maintain", "--schema-name=public", "--format=json")
                        .output())
                .startsWith("{\"now\":\"")
                .contains("\"succeeded\":true")
                .endsWith("}\n");
        assertThat(partitions()).isEqualTo(days);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void exitCodesAreForCronJobs(Client client) {
        update(client);
        partitions().forEach(day -> db.execute("DROP TABLE public." + day));
        Client.Result critical = client.run(db, folder, "partition-status");
        assertThat(critical.exitCode()).isEqualTo(2);
        assertThat(critical.output()).contains("CRIT     \"public\".\"events\"  0 ");
        assertThat(critical.errors()).contains("The worst verdict is CRIT").doesNotContain("\tat ");
        assertThat(client.run(db, folder, "partition-status", "--fail-on=never").exitCode())
                .isZero();
        assertThat(client.run(db, folder, "partition-plan").exitCode()).isZero();

        db.execute("UPDATE pgpartition.managed_table SET partition_interval = 'often'");
        Client.Result failed = client.run(db, folder, "partition-maintain");
        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(failed.output()).contains("failed: \"public\".\"events\": ");
        assertThat(failed.errors()).contains("Partition maintenance failed for 1 of 1 tables");

        assertThat(client.run(db, folder, "partition-maintain", "--table-name=gone")
                        .exitCode())
                .isEqualTo(1);
        assertThat(client.run(db, folder, "partition-status", "--format=xml").exitCode())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void databaseInWhichNothingIsManagedIsFine(Client client) {
        for (String command : COMMANDS) {
            Client.Result result = client.run(db, folder, command);
            assertThat(result.exitCode()).as(result.errors()).isZero();
            assertThat(result.errors())
                    .contains("No table is managed: schema pgpartition is not in this database. managePartitions in a"
                            + " changelog makes it.");
        }
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void helpTellsOfCommandsOptionsAndSettings(Client client) {
        String all = client.run(db, folder, "--help").output();
        assertThat(all).contains(COMMANDS).contains("--partition-lock-timeout", "--partition-in-threads");
        String status = client.run(db, folder, "partition-status", "--help").output();
        assertThat(status).contains("--fail-on", "--format", "--schema-name", "--table-name", "LIQUIBASE_COMMAND_");
    }

    /** In all that there is to log, and where the connection cannot be made. */
    @ParameterizedTest
    @MethodSource("clients")
    void passwordIsNotTold(Client client) {
        Role role = db.role("deployer");
        db.execute(
                "GRANT ALL ON DATABASE " + db.name() + " TO " + role.name(),
                "GRANT ALL ON SCHEMA public TO " + role.name());
        String url = role.jdbcUrl().replaceAll("\\?.*", "");
        Settings settings = new Settings(
                List.of(), List.of("--log-level=FINE", "--partition-password=" + role.password()), Map.of());
        String user = "--username=" + role.name();
        String password = "--password=" + role.password();
        List<Client.Result> results = List.of(
                client.run(url, folder, settings, "update", "--changelog-file=changelog.xml", user, password),
                client.run(url, folder, settings, "partition-maintain", user, password),
                client.run(url + "_gone", folder, settings, "partition-maintain", user, password),
                client.run(url + "_gone?password=" + role.password(), folder, settings, "partition-status", user));
        assertThat(results).extracting(Client.Result::exitCode).startsWith(0, 0).doesNotContain(2);
        assertThat(partitions()).hasSize(3);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.output()).doesNotContain(role.password());
            assertThat(result.errors()).isNotEmpty().doesNotContain(role.password());
        });
    }
}
