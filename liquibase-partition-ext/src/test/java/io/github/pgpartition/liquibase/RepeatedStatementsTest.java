package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.serializer.core.string.StringChangeLogSerializer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Liquibase asks a change for its statements several times: each answer is the same, and asking changes nothing. */
class RepeatedStatementsTest {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @TempDir
    Path folder;

    static Stream<DocsPage> pages() {
        return DocsPage.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void askedOftenAChangeSaysTheSameAndDoesItOnce(DocsPage page) throws Exception {
        List<String> updated = update(page);
        given(page);
        try (Connection connection = db.connect()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            for (ChangeSet changeSet : changeSets(page)) {
                database.setAutoCommit(!changeSet.isRunInTransaction());
                for (Change change : changeSet.getChanges()) {
                    assertThat(Changelogs.sql(change, database)).isNotEmpty();
                    ask(change, database, () -> Changelogs.sql(change, database));
                    database.execute(change.generateStatements(database), List.of());
                    if (changeSet.isRunInTransaction()) {
                        database.commit();
                    }
                    if (change.supportsRollback(database)) {
                        ask(change, database, () -> Changelogs.rollbackSql(change, database));
                    }
                }
            }
        }
        assertThat(CatalogDump.of(db)).isEqualTo(updated);
    }

    private static void ask(Change change, Database database, Supplier<List<String>> sql) {
        Supplier<List<String>> question = () ->
                sql.get().stream().map(RepeatedStatementsTest::withoutTime).toList();
        List<String> before = CatalogDump.of(db);
        String fields = new StringChangeLogSerializer().serialize(change, false);
        assertThat(question.get()).isEqualTo(question.get()).isEqualTo(question.get());
        assertThat(printing(database, question)).isEqualTo(printing(database, question));
        assertThat(question.get()).isEqualTo(question.get());
        assertThat(CatalogDump.of(db)).isEqualTo(before);
        assertThat(new StringChangeLogSerializer().serialize(change, false)).isEqualTo(fields);
    }

    /** The script of a maintenance pass says when it was planned. */
    private static String withoutTime(String sql) {
        return sql.replaceFirst("Maintenance at [-0-9:.TZ]+", "Maintenance at a time");
    }

    /** As in update-sql. */
    private static List<String> printing(Database database, Supplier<List<String>> question) {
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Executor executor = executors.getExecutor("jdbc", database);
        executors.setExecutor("jdbc", database, new LoggingExecutor(executor, new StringWriter(), database));
        try {
            return question.get();
        } finally {
            executors.setExecutor("jdbc", database, executor);
        }
    }

    private List<ChangeSet> changeSets(DocsPage page) {
        String text = Changelogs.changelog("xml", page.changeSet("xml").orElseThrow());
        return Changelogs.text(folder, "changelog.xml", text).getChangeSets();
    }

    private List<String> update(DocsPage page) throws Exception {
        given(page);
        try (Connection connection = db.connect()) {
            new LiquibaseRun(connection, folder).update(page.changeSet("xml").orElseThrow());
        }
        return CatalogDump.of(db);
    }

    private static void given(DocsPage page) {
        CatalogDump.clear(db);
        if (!page.given().isEmpty()) {
            db.execute(page.given());
        }
    }
}
