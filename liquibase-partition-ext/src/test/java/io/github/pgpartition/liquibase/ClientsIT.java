package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The real command line of both Liquibase lines, with one changelog in three formats. */
class ClientsIT {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    /** Everything but the daily partitions, whose names depend on the day. */
    private static final List<String> TREE = List.of(
            "events RANGE (created_at)",
            "events_2020_01 FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-02-01 00:00:00+00')",
            "events_88dc439 FOR VALUES FROM (MINVALUE) TO ('2020-01-01 00:00:00+00') HASH (id)",
            "events_default DEFAULT",
            "pairs RANGE (a, b)",
            "pairs_1 FOR VALUES FROM ('2026-01-01', MINVALUE) TO ('2026-02-01', 10)",
            "pairs_2 FOR VALUES FROM ('2027-01-01', 1) TO ('2028-01-01', MAXVALUE)",
            "parts HASH (id)",
            "parts_0 FOR VALUES WITH (modulus 2, remainder 0)",
            "parts_453ecb7 FOR VALUES WITH (modulus 2, remainder 1)",
            "regions LIST (region)",
            "regions_eu FOR VALUES IN ('eu', 'NULL', '1', '2', '3')",
            "regions_odd FOR VALUES IN ('a,b', NULL)");

    private static final int DAYS = 8;

    @TempDir
    Path folder;

    static Stream<Arguments> clientsAndFormats() {
        return Client.all()
                .flatMap(client ->
                        Stream.of("xml", "yaml", "json").map(format -> Arguments.of(client, "events." + format)));
    }

    static Stream<Client> clients() {
        return Client.all();
    }

    @BeforeEach
    void emptyDatabase() {
        db.execute("DROP SCHEMA IF EXISTS public, pgpartition CASCADE", "CREATE SCHEMA public");
    }

    @ParameterizedTest
    @MethodSource("clientsAndFormats")
    void updateMakesTheTreeAndRollbackTakesItAway(Client client, String changelog) {
        copy(changelog);
        Client.Result update = client.run(db, folder, "update", "--changelog-file=" + changelog);
        assertThat(update.exitCode()).as(update.errors()).isZero();
        assertThat(update.errors()).doesNotContain("SLF4J");
        assertTree();
        db.execute("INSERT INTO public.events VALUES (1, now() + interval '6 days', '{}'), (2, '2020-01-15', '{}')");
        assertThat(db.queryLong("SELECT count(*) FROM public.events_2020_01")).isEqualTo(1);
        assertThat(db.queryLong("SELECT count(*) FROM public.events_default")).isZero();

        Client.Result again = client.run(db, folder, "update", "--changelog-file=" + changelog);
        assertThat(again.exitCode()).as(again.errors()).isZero();

        Client.Result rollback = client.run(db, folder, "rollback-count", "6", "--changelog-file=" + changelog);
        assertThat(rollback.exitCode()).as(rollback.errors()).isZero();
        assertThat(tree()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("clientsAndFormats")
    void updateSqlPrintsAScriptThatMakesTheSameTree(Client client, String changelog) {
        copy(changelog);
        Client.Result printed = client.run(db, folder, "update-sql", "--changelog-file=" + changelog);
        assertThat(printed.exitCode()).as(printed.errors()).isZero();
        assertThat(tree()).isEmpty();
        db.execute(printed.output());
        assertTree();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void offlineUrlPrintsAScriptThatMakesTheSameTree(Client client) {
        copy("events.yaml");
        String url = "offline:postgresql?version=15.0&changeLogFile=ran.csv&outputLiquibaseSql=none";
        Client.Result printed = client.run(url, folder, "update-sql", "--changelog-file=events.yaml");
        assertThat(printed.exitCode()).as(printed.errors()).isZero();
        db.execute(printed.output());
        assertTree();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void wrongChangelogIsRefusedBeforeAnythingRuns(Client client) throws IOException {
        Files.writeString(folder.resolve("wrong.yaml"), """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: test
                      changes:
                        - createHashPartitionedTable:
                            tableName: t
                            partitionKey: a
                            columns:
                              - column: { name: a, type: int }
                  - changeSet:
                      id: 2
                      author: test
                      changes:
                        - createHashPartitionOf: { tableName: t, modulus: 2, remainder: 0, online: true }
                        - createHashPartitionOf: { tableName: t, modulus: 2, remainder: 1, tablespaces: x }
                """);
        Client.Result update = client.run(db, folder, "update", "--changelog-file=wrong.yaml");
        assertThat(update.exitCode()).isNotZero();
        assertThat(update.errors())
                .contains(
                        "createHashPartitionOf with online=\"true\" cannot run in a transaction. Put it in a changeset of its"
                                + " own with runInTransaction=\"false\".")
                .contains("createHashPartitionOf has no attribute 'tablespaces'.");
        assertThat(tree()).isEmpty();
    }

    private void copy(String changelog) {
        try (InputStream in = ClientsIT.class.getResourceAsStream("/changelog/" + changelog)) {
            Files.copy(Objects.requireNonNull(in), folder.resolve(changelog));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertTree() {
        List<String> tree = tree();
        assertThat(tree.stream().filter(line -> !line.startsWith("events_p"))).containsExactlyElementsOf(TREE);
        assertThat(tree.stream().filter(line -> line.startsWith("events_p")))
                .hasSize(DAYS)
                .allMatch(line -> line.matches(
                        "events_p\\d{8} FOR VALUES FROM \\('\\S+ 00:00:00\\+00'\\) TO \\('\\S+ 00:00:00\\+00'\\)"));
        assertThat(db.queryString("SELECT obj_description('public.events'::regclass)"))
                .isEqualTo("What happened");
        assertThat(
                        db.queryString(
                                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.events'::regclass AND contype = 'p'"))
                .isEqualTo("PRIMARY KEY (id, created_at)");
    }

    private static List<String> tree() {
        return db.run("tree", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                try (var rows = statement.executeQuery("""
                        SELECT concat_ws(' ', relname, pg_get_expr(relpartbound, oid), pg_get_partkeydef(oid))
                          FROM pg_class
                         WHERE relkind = 'p' OR relkind = 'r' AND relispartition
                         ORDER BY relname COLLATE "C"
                        """)) {
                    List<String> lines = new java.util.ArrayList<>();
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                    return lines;
                }
            }
        });
    }
}
