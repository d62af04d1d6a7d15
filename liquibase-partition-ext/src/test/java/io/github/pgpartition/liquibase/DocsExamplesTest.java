package io.github.pgpartition.liquibase;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example of {@code docs/operations} in every way that there is, and compares what is in the catalog afterwards. */
class DocsExamplesTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    /** What they print depends on the day: the page shows the statements that do not. */
    private static final Set<String> SQL_OF_THE_DAY =
            Set.of("managePartitions", "unmanagePartitions", "runPartitionMaintenance");

    /** Tables that a change must know: offline, they have to be in the changelog. */
    private static final Map<String, String> DECLARED_FOR_OFFLINE = Map.of("attachRangePartition", """
            <changeSet id="given" author="docs">
                <partition:createRangePartitionedTable tableName="events" partitionKey="created_at" ifNotExists="true">
                    <column name="created_at" type="timestamptz"/>
                </partition:createRangePartitionedTable>
            </changeSet>
            """);

    /** What is given, where offline all of it has to be in the changelog. */
    private static final Map<String, String> DECLARED_INSTEAD_OF_GIVEN = Map.of("addIndexOnAllPartitions", """
            <changeSet id="given" author="docs">
                <partition:createRangePartitionedTable tableName="events" partitionKey="created_at">
                    <column name="id" type="bigint"><constraints nullable="false"/></column>
                    <column name="created_at" type="timestamptz"><constraints nullable="false"/></column>
                    <column name="payload" type="jsonb"/>
                </partition:createRangePartitionedTable>
                <partition:createRangePartitionOf tableName="events" partitionName="events_2026_01" startRange="2026-01-01" endRange="2026-02-01"/>
                <partition:createRangePartitionOf tableName="events" partitionName="events_2026_02" startRange="2026-02-01" endRange="2026-03-01"/>
            </changeSet>
            """);

    @TempDir
    Path folder;

    /** The one that no server before 14 can do says so, which ServerVersionTest shows. */
    static Stream<DocsPage> pages() {
        return DocsPage.all().stream()
                .filter(page -> db.serverVersion() >= 14 || !page.change().equals("detachPartition"));
    }

    @BeforeEach
    void emptyDatabase() {
        CatalogDump.clear(db);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void everyFormatGivesTheSameCatalogAndChecksums(DocsPage page) {
        List<String> xml = update(page, "xml");
        List<String> checksums = checksums();
        for (String format : List.of("yaml", "json")) {
            assertThat(update(page, format)).as(format).isEqualTo(xml);
            assertThat(checksums()).as(format).isEqualTo(checksums);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void printedScriptsGiveTheCatalogOfUpdate(DocsPage page) {
        List<String> updated = update(page, "xml");
        given(page);
        String script = liquibase(run -> run.updateSql(xml(page)));
        Script.apply(db, folder, script);
        assertThat(CatalogDump.of(db)).as("update-sql").isEqualTo(updated);
        String instead = DECLARED_INSTEAD_OF_GIVEN.get(page.change());
        if (instead == null) {
            given(page);
        } else {
            CatalogDump.clear(db);
        }
        String declared = instead == null ? DECLARED_FOR_OFFLINE.getOrDefault(page.change(), "") : instead;
        Script.apply(db, folder, LiquibaseRun.offlineSql(folder, db.serverVersion(), declared + xml(page)));
        assertThat(CatalogDump.of(db)).as("offline").isEqualTo(updated);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void pageShowsTheSqlThatRuns(DocsPage page) throws IOException {
        given(page);
        String printed = printed(liquibase(run -> run.updateSql(xml(page))));
        if (SQL_OF_THE_DAY.contains(page.change())) {
            assertThat(page.sql().orElse("")).isNotEmpty();
            assertThat(page.sql().orElse("").lines().filter(line -> !line.startsWith("--")))
                    .allSatisfy(line -> assertThat(printed.lines()).contains(line));
            return;
        }
        if (Boolean.getBoolean("docs.write")) {
            write(page, printed);
        } else {
            assertThat(page.sql()).as("written by -Ddocs.write=true").hasValue(printed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void rollbackLeavesWhatWasGiven(DocsPage page) {
        given(page);
        List<String> before = CatalogDump.of(db);
        liquibase(run -> run.update(xml(page)));
        if (ContractTest.NO_ROLLBACK.containsKey(page.change())) {
            assertThatThrownBy(() -> liquibase(run -> run.rollbackCount(xml(page), 1)))
                    .hasMessageContaining(page.change());
        } else {
            liquibase(run -> run.rollbackCount(xml(page), 1));
            assertThat(CatalogDump.of(db)).isEqualTo(before);
        }
    }

    private List<String> update(DocsPage page, String format) {
        given(page);
        liquibase(run -> run.update(format, page.changeSet(format).orElseThrow()));
        return CatalogDump.of(db);
    }

    private static void given(DocsPage page) {
        CatalogDump.clear(db);
        if (!page.given().isEmpty()) {
            db.execute(page.given());
        }
    }

    private static String xml(DocsPage page) {
        return page.changeSet("xml").orElseThrow();
    }

    private String liquibase(Function<LiquibaseRun, String> command) {
        try (Connection connection = db.connect()) {
            return command.apply(new LiquibaseRun(connection, folder));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> checksums() {
        return db.queryStrings("SELECT md5sum FROM public.databasechangelog ORDER BY orderexecuted");
    }

    /** The statements of the one changeset, without Liquibase's own. */
    private static String printed(String script) {
        return script.lines()
                .dropWhile(line -> !line.startsWith("-- Changeset "))
                .skip(1)
                .takeWhile(line -> !line.startsWith("INSERT INTO public.databasechangelog "))
                .filter(line -> !line.isBlank())
                .map(line -> line + "\n")
                .collect(joining());
    }

    private static void write(DocsPage page, String sql) throws IOException {
        String section = "## SQL\n\n```sql\n" + sql + "```\n\n";
        String without = page.text().replaceAll("(?ms)^## SQL\\n.*?(?=^## )", "");
        Files.writeString(page.file(), without.replace("## Attributes\n", section + "## Attributes\n"));
    }
}
