package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the connections of {@code inThreads} come from. */
class IndexConnectionsLiveTest extends IndexFixture {

    private static final int[] ALL = {0, 1, 2, 3, 4, 5, 6, 7};

    @RegisterExtension
    static final PostgresDatabase other = PostgresDatabase.create();

    static Stream<Map<String, Object>> sources() {
        return Stream.of(
                Map.of("liquibase.partition.dataSource", db.dataSource()),
                urlSettings(),
                Map.of("liquibase.partition.password", db.password()),
                Map.of(
                        "liquibase.command.url", db.jdbcUrl().replaceAll("\\?.*", ""),
                        "liquibase.command.username", db.user(),
                        "liquibase.command.password", db.password()));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void eachThreadHasABackendOfItsOwn(Map<String, Object> source) throws Exception {
        try (var writer = writer(ALL)) {
            CompletableFuture<String> update = begin(source, INDEX);
            List<Integer> builders = awaitBuilders(4, update);
            assertThat(builders).hasSize(4).doesNotHaveDuplicates().doesNotContain(writer.pid());
            writer.close();
            update.join();
        }
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(recorded()).containsExactly("index");
    }

    @Test
    void settingSaysHowManyWhereTheChangeDoesNot() throws Exception {
        Map<String, Object> settings = new HashMap<>(urlSettings());
        settings.put("liquibase.partition.inThreads", 3);
        try (var writer = writer(ALL)) {
            CompletableFuture<String> update = begin(settings, INDEX.replace(" inThreads=\"4\"", ""));
            assertThat(awaitBuilders(3, update)).hasSize(3);
            writer.close();
            update.join();
        }
        assertIndexes(PARTITIONS + 1, 0);
    }

    @Test
    void withoutASourceItTakesLiquibasesOwnAndSaysSo() {
        update(Map.of(), INDEX);
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(told())
                .contains(
                        "Index \"By Value\": Liquibase was given a connection, and not what it was made with. For more, set"
                                + " liquibase.partition.url, liquibase.partition.username and liquibase.partition.password, or put a"
                                + " DataSource into the Scope as liquibase.partition.dataSource")
                .contains(
                        "Index \"By Value\": Only 1 connection is to be had, not 4: the partitions are built one after the other")
                .contains("Index \"By Value\": 8 of 8 partitions");
    }

    @Test
    void connectionsToAnotherDatabaseAreRefused() {
        updateBehindAWriter(Map.of(
                "liquibase.partition.url", other.jdbcUrl(),
                "liquibase.partition.password", other.password()));
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(told())
                .contains(
                        "Connection 2 of 4 is not to be had, fewer partitions are built at the same time: it leads to another"
                                + " database than Liquibase's own connection");
    }

    @Test
    void passwordIsNotTold() {
        var role = db.role("somebody");
        updateBehindAWriter(Map.of(
                "liquibase.partition.url",
                db.jdbcUrl().replaceAll("\\?.*", "") + "_gone?password=s3cret-in-url",
                "liquibase.partition.username",
                "nobody",
                "liquibase.partition.password",
                "s3cret-as-setting"));
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(role).isNotNull();
        assertThat(told())
                .contains("Connection 2 of 4 is not to be had, fewer partitions are built at the same time: ")
                .doesNotContain("s3cret");
    }

    /** The function is found by the search path only, and only the role may use it. */
    @Test
    void connectionsAreLikeLiquibasesOwn() throws Exception {
        db.execute(
                "DROP ROLE IF EXISTS \"Owner of events\"",
                "CREATE ROLE \"Owner of events\"",
                "GRANT ALL ON SCHEMA \"App data\", public TO \"Owner of events\"",
                "CREATE FUNCTION \"App data\".half(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 2'",
                "REVOKE ALL ON FUNCTION \"App data\".half(int) FROM PUBLIC",
                "GRANT ALL ON FUNCTION \"App data\".half(int) TO \"Owner of events\"",
                "ALTER TABLE \"App data\".\"Events\" OWNER TO \"Owner of events\"",
                "DO $$ BEGIN FOR i IN 0..7 LOOP EXECUTE format('ALTER TABLE \"App data\".p%s OWNER TO \"Owner of events\"', i); END LOOP; END $$");
        connection.createStatement().execute("SET ROLE \"Owner of events\"; SET search_path = public, \"App data\"");
        try (var writer = writer(ALL)) {
            CompletableFuture<String> update = begin(
                    urlSettings(),
                    INDEX.replace("unique=\"true\"", "")
                            .replace(
                                    "<column name=\"Value\"/>",
                                    "<column name=\"half(&quot;Value&quot;)\" computed=\"true\"/>"));
            awaitBuilders(4, update);
            writer.close();
            update.join();
        }
        assertIndexes(PARTITIONS + 1, 0);
        assertThat(told()).doesNotContain("not to be had");
        connection.close();
        db.execute("DROP OWNED BY \"Owner of events\" CASCADE", "DROP ROLE \"Owner of events\"");
    }

    /** The first connection has work to do until the others have been refused: who waits for one when all is built is not heard any more. */
    private void updateBehindAWriter(Map<String, Object> settings) {
        try (var writer = writer(ALL)) {
            CompletableFuture<String> update = begin(settings, INDEX);
            while (IntStream.rangeClosed(2, 4).anyMatch(i -> !told().contains("Connection " + i + " of 4 is"))) {
                assertThat(update).isNotDone();
                LockSupport.parkNanos(10_000_000);
            }
            writer.close();
            update.join();
        }
    }
}
