package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import liquibase.Scope;
import liquibase.ui.ConsoleUIService;
import org.junit.jupiter.api.BeforeEach;

/** {@code "App data"."Events"} with eight partitions of ten rows, and an index to be made by Liquibase. */
abstract class IndexFixture extends PartitionsFixture {

    static final int PARTITIONS = 8;
    static final String INDEX = outsideTransaction(
            "index",
            "<partition:addIndexOnAllPartitions @ indexName=\"By Value\" unique=\"true\" inThreads=\"4\"><column name=\"Value\"/>"
                    + "<column name=\"Id\"/></partition:addIndexOnAllPartitions>");

    final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void makePartitions() {
        db.execute(
                "CREATE TABLE \"App data\".\"Events\" (\"Id\" int NOT NULL, \"Value\" int) PARTITION BY RANGE (\"Id\")");
        IntStream.range(0, PARTITIONS)
                .forEach(i -> db.execute(
                        "CREATE TABLE \"App data\".p" + i + " PARTITION OF \"App data\".\"Events\" FOR VALUES FROM ("
                                + i * 1000 + ") TO (" + (i + 1) * 1000 + ")",
                        "INSERT INTO \"App data\".p" + i + " SELECT " + i * 1000
                                + " + n, n FROM generate_series(1, 10) n"));
    }

    /** On Liquibase's own connection and whatever the settings say, with what people are told kept. */
    final String update(Map<String, Object> settings, String changeSets) {
        ConsoleUIService ui = new ConsoleUIService();
        ui.setOutputStream(new PrintStream(told, true, StandardCharsets.UTF_8));
        Map<String, Object> scope = new HashMap<>(settings);
        scope.put(Scope.Attr.ui.name(), ui);
        return with(scope, () -> liquibase.update(changeSets));
    }

    final CompletableFuture<String> begin(Map<String, Object> settings, String changeSets) {
        return CompletableFuture.supplyAsync(() -> update(settings, changeSets));
    }

    final String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    static Map<String, Object> urlSettings() {
        return Map.of(
                "liquibase.partition.url", db.jdbcUrl().replaceAll("\\?.*", ""),
                "liquibase.partition.username", db.user(),
                "liquibase.partition.password", db.password());
    }

    /** With locks on partitions as a writer has them: each build of one of them waits until this is closed. */
    static io.github.pgpartition.testkit.Session writer(int... partitions) {
        return db.session(IntStream.of(partitions)
                .mapToObj(i -> "LOCK TABLE ONLY \"App data\".p" + i + " IN ROW EXCLUSIVE MODE")
                .toArray(String[]::new));
    }

    /** Pids of the sessions that build and wait for a writer, as soon as there are that many. */
    static List<Integer> awaitBuilders(int number, CompletableFuture<String> update) throws Exception {
        List<String> pids = builders();
        while (pids.size() < number) {
            try {
                update.get(10, TimeUnit.MILLISECONDS);
                throw new AssertionError("It did not wait");
            } catch (TimeoutException e) {
                assertThat(update).isNotDone();
            }
            pids = builders();
        }
        return pids.stream().map(Integer::valueOf).toList();
    }

    private static List<String> builders() {
        return db.queryStrings("SELECT pid::text FROM pg_stat_progress_create_index WHERE datname = current_database()"
                + " AND phase = 'waiting for writers before build' ORDER BY pid");
    }

    /** Ids of the changesets that are recorded as run. */
    static List<String> recorded() {
        return db.queryStrings("SELECT id FROM public.databasechangelog ORDER BY orderexecuted");
    }

    /** Of all indexes of the table and its partitions: how many are valid and, on partitions, attached; and how many are not. */
    static void assertIndexes(int sound, int others) {
        assertThat(db.queryString("""
                        SELECT count(*) FILTER (WHERE ok) || ' sound, ' || count(*) FILTER (WHERE NOT ok) || ' others'
                          FROM (SELECT i.indisvalid AND t.relispartition = x.relispartition AS ok
                                  FROM pg_index i
                                  JOIN pg_class x ON x.oid = i.indexrelid
                                  JOIN pg_class t ON t.oid = i.indrelid
                                 WHERE t.relnamespace = '"App data"'::regnamespace) AS indexes""")).isEqualTo(sound + " sound, " + others + " others");
    }

    /** A session that was killed cannot let go of Liquibase's own lock. */
    final void unlock() {
        db.execute("TRUNCATE public.databasechangeloglock");
        reconnect();
    }
}
