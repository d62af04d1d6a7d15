package io.github.pgpartition.examples.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import liquibase.integration.commandline.LiquibaseCommandLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both changelogs, by the main class of Liquibase's command line. */
class LiquibaseExampleTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    private static final int DAYS = 8;

    @TempDir
    Path folder;

    @BeforeEach
    void emptyDatabase() {
        db.execute("DROP SCHEMA IF EXISTS public, pgpartition CASCADE", "CREATE SCHEMA public");
    }

    private String liquibase(int exitCode, String... command) throws IOException {
        Path output = folder.resolve("output.txt");
        String[] global = {
            "--show-banner=false",
            "--log-level=SEVERE",
            "--search-path=" + Path.of(System.getProperty("basedir", ".")).toAbsolutePath(),
            "--output-file=" + output
        };
        String[] connection = {
            "--url=" + db.jdbcUrl().replaceAll("\\?.*", ""), "--username=" + db.user(), "--password=" + db.password()
        };
        String[] arguments =
                Stream.of(global, command, connection).flatMap(Stream::of).toArray(String[]::new);
        assertThat(new LiquibaseCommandLine().execute(arguments)).isEqualTo(exitCode);
        return Files.exists(output) ? Files.readString(output) : "";
    }

    private static List<String> partitions() {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.events'::regclass ORDER BY 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"changelog.xml", "changelog.yaml"})
    void updateMakesATableThatLooksAfterItsPartitions(String changelog) throws IOException {
        assertThat(liquibase(0, "update-sql", "--changelog-file=" + changelog))
                .contains("PARTITION BY RANGE (\"created_at\")", "SELECT pgpartition.manage('\"public\".\"events\"'");
        liquibase(0, "update", "--changelog-file=" + changelog);
        List<String> days = partitions();
        assertThat(days).hasSize(DAYS);
        db.execute("INSERT INTO public.events VALUES (1, now() + interval '6 days', '{}')");
        assertThat(
                        db.queryLong(
                                "SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid::regclass::text LIKE 'events_payload_idx%'"))
                .isEqualTo(DAYS + 1);

        db.execute(
                "DROP TABLE public." + days.get(DAYS - 1),
                "CREATE TABLE public.events_old PARTITION OF public.events FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')");
        liquibase(0, "update", "--changelog-file=" + changelog);
        assertThat(partitions()).containsAll(days).doesNotContain("events_old");

        liquibase(0, "rollback-count", "3", "--changelog-file=" + changelog);
        assertThat(db.queryString("SELECT to_regclass('public.events')")).isNull();
    }

    @Test
    void commandsTellAndDoWhatIsDue() throws IOException {
        liquibase(0, "update", "--changelog-file=changelog.xml");
        assertThat(liquibase(0, "partition-status")).contains("OK       \"public\".\"events\"");
        List<String> days = partitions();
        days.forEach(day -> db.execute("DROP TABLE public." + day));
        assertThat(liquibase(2, "partition-status", "--format=json")).contains("\"verdict\":\"CRIT\"");
        assertThat(liquibase(0, "partition-plan")).contains(", SHARE UPDATE EXCLUSIVE on \"public\".\"events\"\n");
        assertThat(partitions()).isEmpty();
        assertThat(liquibase(0, "partition-maintain", "--table-name=events")).contains(" created, ", " 0 failed");
        assertThat(partitions()).containsAll(days);
        assertThat(liquibase(0, "partition-status", "--fail-on=warn")).contains("OK       \"public\".\"events\"");
    }
}
