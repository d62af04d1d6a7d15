package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An index on five partitions in four threads, by the real command line of both Liquibase lines. */
class IndexClientsIT {

    private static final String INDEX =
            "CREATE UNIQUE INDEX t_name ON ONLY public.t USING btree (id DESC, name COLLATE \"C\""
                    + " text_pattern_ops NULLS FIRST) INCLUDE (payload) WITH (fillfactor='70') WHERE (name <> ''::text)";

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @TempDir
    Path folder;

    static Stream<Arguments> clientsAndFormats() {
        return clients()
                .flatMap(client ->
                        Stream.of("xml", "yaml", "json").map(format -> Arguments.of(client, "indexes." + format)));
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
    void updateMakesTheIndexAndRollbackTakesItAway(Client client, String changelog) {
        copy(changelog);
        Client.Result update = client.run(db, folder, "update", "--changelog-file=" + changelog);
        assertThat(update.exitCode()).as(update.errors()).isZero();
        assertThat(update.errors()).contains("Index \"t_name\": 5 of 5 partitions");
        assertIndex();
        assertThat(db.queryStrings("SELECT md5sum FROM public.databasechangelog ORDER BY orderexecuted"))
                .isEqualTo(FormatsTest.CHECKSUMS_OF_INDEXES);
        Client.Result rollback = client.run(db, folder, "rollback-count", "3", "--changelog-file=" + changelog);
        assertThat(rollback.exitCode()).as(rollback.errors()).isZero();
        assertThat(indexes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void eachThreadHasABackendOfItsOwn(Client client) throws Exception {
        copy("indexes.yaml");
        Client.Result tables = client.run(db, folder, "update-count", "1", "--changelog-file=indexes.yaml");
        assertThat(tables.exitCode()).as(tables.errors()).isZero();
        try (Session writer = db.session(IntStream.range(0, 5)
                .mapToObj(i -> "LOCK TABLE ONLY public.t_" + i + " IN ROW EXCLUSIVE MODE")
                .toArray(String[]::new))) {
            CompletableFuture<Client.Result> update = CompletableFuture.supplyAsync(() -> client.run(
                    withoutCredentials(),
                    folder,
                    "update",
                    "--changelog-file=indexes.yaml",
                    "--username=" + db.user(),
                    "--password=" + db.password()));
            assertThat(awaitBuilders(update)).hasSize(4).doesNotHaveDuplicates();
            writer.close();
            Client.Result result = update.join();
            assertThat(result.exitCode()).as(result.errors()).isZero();
        }
        assertIndex();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void printedScriptsMakeTheSameIndex(Client client) {
        copy("indexes.yaml");
        Client.Result printed = client.run(db, folder, "update-sql", "--changelog-file=indexes.yaml");
        assertThat(printed.exitCode()).as(printed.errors()).isZero();
        Script.apply(db, folder, printed.output());
        assertIndex();
        emptyDatabase();
        String url = "offline:postgresql?version=15.0&changeLogFile=ran.csv&outputLiquibaseSql=none";
        Client.Result offline = client.run(url, folder, "update-sql", "--changelog-file=indexes.yaml");
        assertThat(offline.exitCode()).as(offline.errors()).isZero();
        Script.apply(db, folder, offline.output());
        assertIndex();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void settingsAreGlobalArgumentsAndThePasswordIsNotInTheLog(Client client) {
        copy("indexes.yaml");
        db.execute( // a thread that finds nothing left to do asks for no connection
                "CREATE FUNCTION public.slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.2); END $$",
                "CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.slow()");
        Client.Result update = client.run(
                db,
                folder,
                "--log-level=fine",
                "--partition-in-threads=2",
                "--partition-url=" + withoutCredentials() + "_gone",
                "--partition-username=nobody",
                "--partition-password=s3cret",
                "update",
                "--changelog-file=indexes.yaml");
        assertThat(update.exitCode()).as(update.errors()).isZero();
        assertThat(update.errors())
                .contains("Index \"t_name\": Connection 2 of 4 is not to be had")
                .contains("Index \"t_lower\": Connection 2 of 2 is not to be had");
        assertThat(update.output() + update.errors()).doesNotContain("s3cret");
        assertIndex();
    }

    private static String withoutCredentials() {
        return db.jdbcUrl().replaceAll("\\?.*", "");
    }

    private static List<String> awaitBuilders(CompletableFuture<?> update) throws Exception {
        while (true) {
            List<String> pids = db.queryStrings("SELECT pid::text FROM pg_stat_progress_create_index"
                    + " WHERE datname = current_database() AND phase = 'waiting for writers before build'");
            if (pids.size() >= 4) {
                return pids;
            }
            try {
                throw new AssertionError("It did not wait: " + update.get(20, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                assertThat(update).isNotDone();
            }
        }
    }

    private void copy(String changelog) {
        try (InputStream in = IndexClientsIT.class.getResourceAsStream("/changelog/" + changelog)) {
            Files.copy(Objects.requireNonNull(in), folder.resolve(changelog));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one is valid everywhere, the other, which was dropped again, is nowhere. */
    private static void assertIndex() {
        assertThat(db.queryString("SELECT pg_get_indexdef('public.t_name'::regclass)"))
                .isEqualTo(INDEX);
        assertThat(
                        db.queryLong(
                                "SELECT count(*) FROM pg_partition_tree('public.t_name') t JOIN pg_index i ON i.indexrelid = t.relid WHERE i.indisvalid"))
                .isEqualTo(6);
        assertThat(indexes()).isEqualTo(6);
    }

    private static long indexes() {
        return db.queryLong(
                "SELECT count(*) FROM pg_class WHERE relkind IN ('i', 'I') AND starts_with(relname::text, 't_')");
    }
}
