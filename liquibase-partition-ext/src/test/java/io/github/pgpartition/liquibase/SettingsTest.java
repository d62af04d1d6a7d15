package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.configuration.LiquibaseConfiguration;
import liquibase.configuration.core.DefaultsFileValueProvider;
import liquibase.database.core.PostgresDatabase;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings {@code liquibase.partition.*}: what is wrong is told before anything runs. */
class SettingsTest {

    private static final String CHANGE = "<partition:createDefaultPartitionOf tableName=\"t\"/>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lockTimeout          | 5     | Cannot use liquibase.partition.lockTimeout "5": it is not a number with a unit. Write for example 500ms, 2s or 1min.
            lockTimeout          | soon  | Cannot use liquibase.partition.lockTimeout "soon": it is not a number with a unit. Write for example 500ms, 2s or 1min.
            createTemplateTables | yes   | Cannot use setting liquibase.partition.createTemplateTables: 'yes' is neither true nor false. Correct it on the command line, in the environment or in the defaults file.
            createWithPrimaryKey | 1     | Cannot use setting liquibase.partition.createWithPrimaryKey: '1' is neither true nor false. Correct it on the command line, in the environment or in the defaults file.
            """)
    void wrongSettingIsAnErrorOfValidation(String setting, String value, String message) throws Exception {
        Change change = Changelogs.xml(folder, CHANGE).get(0);
        List<String> errors = Scope.child(
                Map.of("liquibase.partition." + setting, value),
                () -> Changelogs.errors(change, new PostgresDatabase()));
        assertThat(errors).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource({"TRUE,true", "false,false", "' true ',true"})
    void trueAndFalseAreReadInAnyCase(String value, boolean expected) throws Exception {
        assertThat(Scope.child(
                        Map.of("liquibase.partition.createTemplateTables", value),
                        PartitionSettings::createTemplateTables))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "2 s,2000", "1min,60000"})
    void lockTimeoutHasAUnit(String text, long milliseconds) {
        assertThat(LockPolicy.of(text, 0).timeout().toMillis()).isEqualTo(milliseconds);
        assertThatThrownBy(() -> LockPolicy.of(text.replaceAll("\\D", ""), 0))
                .isInstanceOf(PartitioningException.class)
                .hasMessageContaining("it is not a number with a unit");
    }

    @Test
    void misspeltSettingIsWarnedOfOnce() throws Exception {
        System.setProperty("liquibase.partition.lockTimeot", "1s");
        DefaultsFileValueProvider file =
                defaultsFile("liquibase.partition.lock-retrys: 3\nliquibase.partition.lock-retries: 3");
        LiquibaseConfiguration configuration = Scope.getCurrentScope().getSingleton(LiquibaseConfiguration.class);
        configuration.registerProvider(file);
        try {
            Change change = Changelogs.xml(folder, CHANGE).get(0);
            Warnings warnings = new Warnings();
            Scope.child(Map.of(Scope.Attr.logService.name(), warnings), () -> {
                Changelogs.errors(change, new PostgresDatabase());
                return Changelogs.errors(change, new PostgresDatabase());
            });
            assertThat(warnings.texts)
                    .filteredOn(text -> text.startsWith("There is no setting"))
                    .satisfiesExactlyInAnyOrder(
                            text -> assertThat(text)
                                    .startsWith(
                                            "There is no setting liquibase.partition.lockTimeot, so it changes nothing. There are ")
                                    .contains("lockTimeout"),
                            text -> assertThat(text)
                                    .startsWith("There is no setting liquibase.partition.lock-retrys,"));
        } finally {
            configuration.unregisterProvider(file);
            System.clearProperty("liquibase.partition.lockTimeot");
        }
    }

    @Test
    void primaryKeyThatIsUniquePerPartitionOnlyIsWarnedOf() throws Exception {
        Change table = Changelogs.xml(folder, """
                <partition:createRangePartitionedTable tableName="per_partition" partitionKey="at" primaryKey="id" template="true">
                    <column name="id" type="int"/><column name="at" type="date"/>
                </partition:createRangePartitionedTable>
                """).get(0);
        Warnings warnings = new Warnings();
        List<String> errors = Scope.child(
                Map.of(Scope.Attr.logService.name(), warnings), () -> Changelogs.errors(table, new PostgresDatabase()));
        assertThat(errors).isEmpty();
        assertThat(warnings.texts)
                .contains(
                        "The primary key (\"id\") of \"per_partition\" goes on each partition by way of the template: it is unique"
                                + " within each partition, and not in the whole table");
    }

    private static DefaultsFileValueProvider defaultsFile(String text) throws IOException {
        return new DefaultsFileValueProvider(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "a test's defaults file");
    }

    private static final class Warnings extends AbstractLogService {
        private final List<String> texts = new ArrayList<>();

        @Override
        public int getPriority() {
            return PRIORITY_NOT_APPLICABLE;
        }

        @Override
        @SuppressWarnings("rawtypes") // as core declares it
        public liquibase.logging.Logger getLog(Class type) {
            return new AbstractLogger() {
                @Override
                public void log(Level level, @Nullable String message, @Nullable Throwable e) {
                    if (level.equals(Level.WARNING)) {
                        texts.add(String.valueOf(message));
                    }
                }
            };
        }
    }
}
