package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.testkit.Role;
import io.github.pgpartition.testkit.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Map;
import liquibase.Scope;
import liquibase.command.CommandFailedException;
import liquibase.command.CommandResults;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.ConsoleUIService;
import liquibase.ui.LoggerUIService;
import liquibase.ui.UIService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands by the API of Liquibase, on a connection that is not in autocommit. */
class CommandLiveTest extends MaintenanceFixture {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private UIService ui = new LoggerUIService();

    private CommandResults run(String command, Map<String, Object> arguments) throws Exception {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        return run(database, command, arguments);
    }

    private CommandResults run(Database database, String command, Map<String, Object> arguments) throws Exception {
        printed.reset();
        return Scope.child(Map.of(Scope.Attr.ui.name(), ui), () -> {
            CommandScope scope = new CommandScope(command)
                    .addArgumentValue("database", database)
                    .setOutput(printed);
            arguments.forEach(scope::addArgumentValue);
            return scope.execute();
        });
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void planIsSqlWithReasonsAndLocksAndChangesNothing() throws Exception {
        CommandResults results = run("partitionPlan", Map.of());
        assertThat(printed())
                .startsWith("-- Maintenance at ")
                .contains("-- detach partition \"App data\".\"Events_old\" from \"App data\".\"Events\"\n-- why: ")
                .contains("-- locks: SHARE UPDATE EXCLUSIVE on \"App data\".\"Events\"");
        assertThat(results.getResult("plan")).isInstanceOf(MaintenancePlan.class);
        run("partitionPlan", Map.of("format", "JSON"));
        assertThat(printed()).startsWith("{\"now\":\"").contains("\"kind\":\"detach\"");
        run("partitionPlan", Map.of("format", "text"));
        assertThat(printed()).startsWith("Plan at ").contains("  detach partition \"App data\".\"Events_old\"");
        assertThat(partitions("Events")).containsExactly("Events_old");
        assertThat(connection.getAutoCommit()).isFalse();
    }

    @Test
    void maintainRunsAPassAndGivesTheReport() throws Exception {
        CommandResults results = run("partitionMaintain", Map.of());
        assertThat(printed()).startsWith("Maintenance at ").contains(" 1 detached, 1 dropped,");
        assertThat(((MaintenanceReport) results.getResult("report")).dropped()).hasSize(1);
        assertThat(partitions("Events")).containsAll(due("Events")).doesNotContain("Events_old");
        run("partitionMaintain", Map.of("format", "json"));
        assertThat(printed()).startsWith("{\"now\":\"").contains("\"succeeded\":true,\"tables\":1,\"created\":[]");
        assertThat(connection.getAutoCommit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            App data | Events
            -        | "App data"."Events"
            App data | -
            -        | -
            """)
    void tableIsNamedAsInAChangelogOrAsInSql(String schema, String table) throws Exception {
        manage("public.others");
        Map<String, Object> arguments = new java.util.HashMap<>();
        arguments.put("format", "json");
        if (schema != null) {
            arguments.put("schemaName", schema);
        }
        if (table != null) {
            arguments.put("tableName", table);
        }
        CommandResults results = run("partitionPlan", arguments);
        assertThat(((MaintenancePlan) results.getResult("plan")).tables())
                .hasSize(schema == null && table == null ? 2 : 1)
                .first()
                .satisfies(plan -> assertThat(plan.table().sql()).isEqualTo("\"App data\".\"Events\""));
    }

    @Test
    void failedTableIsExitCode2WhenTheOthersAreDone() {
        manage("public.others");
        db.execute("UPDATE pgpartition.managed_table SET retention_action = 'archive', retention_schema = 'nowhere'"
                + " WHERE relation = 'public.others'::regclass");
        assertThatThrownBy(() -> run("partitionMaintain", Map.of()))
                .hasMessageContaining("Partition maintenance failed for 1 of 2 tables")
                .rootCause()
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.getExitCode()).isEqualTo(2));
        assertThat(printed()).contains("failed: \"public\".\"others\": ");
        assertThat(partitions("Events")).containsAll(due("Events"));
    }

    @Test
    void statusIsATableAndFailsAtTheVerdictThatIsAskedFor() throws Exception {
        db.execute("INSERT INTO \"App data\".\"Events\" VALUES ('2020-01-01 12:00+00')", "ANALYZE");
        assertThatThrownBy(() -> run("partitionStatus", Map.of()))
                .hasMessageContaining("The worst verdict is CRIT")
                .rootCause()
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.getExitCode()).isEqualTo(2));
        assertThat(printed().lines().toList().get(1)).startsWith("CRIT     \"App data\".\"Events\"  1  ");
        CommandResults told = run("partitionStatus", Map.of("failOn", "never"));
        assertThat(((StatusReport) told.getResult("status")).tables()).hasSize(1);
        run("partitionMaintain", Map.of());
        run("partitionStatus", Map.of("failOn", "WARN", "format", "json"));
        assertThat(printed()).contains("\"worst\":\"OK\"", "\"verdict\":\"OK\",\"reason\":\"\",\"partitions\":3,");
    }

    @Test
    void failedTableIsCountedOnceHoweverManyOfItsStepsFailed() {
        try (Session busy = db.session("BEGIN", "LOCK TABLE \"App data\".\"Events\" IN ACCESS EXCLUSIVE MODE")) {
            assertThatThrownBy(() -> with(
                            Map.of("liquibase.partition.lockTimeout", "50ms", "liquibase.partition.lockRetries", 0),
                            () -> {
                                run("partitionMaintain", Map.of());
                                return "";
                            }))
                    .hasMessageContaining("Partition maintenance failed for 1 of 1 tables");
        }
        assertThat(printed().split("  failed: ", -1)).hasSizeGreaterThan(2);
    }

    @Test
    void whatARoleLacksIsTold() throws Exception {
        Role role = db.role("poor");
        try (Connection theirs = role.connect()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(theirs));
            assertThatThrownBy(() -> run(database, "partitionStatus", Map.of()))
                    .hasMessageContaining(
                            "permission denied for schema pgpartition. Give the role the rights that it needs:"
                                    + " docs/privileges.md lists them.");
        }
    }

    @Test
    void readOnlySessionsArePlannedForAndToldToBeReadOnly() throws Exception {
        try (Connection theirs = db.connect()) {
            try (var statement = theirs.createStatement()) {
                statement.execute("SET default_transaction_read_only = on");
            }
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(theirs));
            run(database, "partitionStatus", Map.of("failOn", "never"));
            run(database, "partitionPlan", Map.of());
            assertThat(printed()).contains("CREATE TABLE ");
            assertThatThrownBy(() -> run(database, "partitionMaintain", Map.of()))
                    .hasMessageContaining("Partition maintenance failed for 1 of 1 tables");
            assertThat(printed()).contains("read-only transaction. Sessions of this role are read-only: set");
        }
        assertThat(partitions("Events")).containsExactly("Events_old");
    }

    /** The rights that docs/privileges.md gives a role that watches. */
    @Test
    void statusNeedsTheViewsAlone() throws Exception {
        Role role = db.role("watcher");
        db.execute(
                "GRANT USAGE ON SCHEMA pgpartition TO " + role.name(),
                "GRANT SELECT ON pgpartition.status, pgpartition.partitions TO " + role.name());
        try (Connection theirs = role.connect()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(theirs));
            run(database, "partitionStatus", Map.of("failOn", "never"));
            assertThat(printed()).contains("\"App data\".\"Events\"");
        }
        db.execute("DROP OWNED BY " + role.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"partitionStatus", "partitionPlan", "partitionMaintain"})
    void databaseWithoutOurSchemaIsFine(String command) throws Exception {
        db.execute("DROP SCHEMA pgpartition CASCADE");
        run(command, Map.of());
        assertThat(printed()).isNotEmpty();
        run(command, Map.of("format", "json"));
        assertThat(printed()).startsWith("{\"now\":\"");
        assertThat(db.queryString("SELECT to_regnamespace('pgpartition')")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partitionStatus   | format | xml | 'xml' is none of text, json
            partitionPlan     | format | xml | 'xml' is none of sql, text, json
            partitionMaintain | format | sql | 'sql' is none of text, json
            partitionStatus   | failOn | bad | 'bad' is none of crit, warn, never
            """, quoteCharacter = '`')
    void wrongOptionIsRefused(String command, String option, String value, String message) {
        assertThatThrownBy(() -> run(command, Map.of(option, value))).hasMessageContaining(message);
        assertThat(printed()).isEmpty();
    }

    @Test
    void wrongSettingAndWrongTableAreRefused() {
        assertThatThrownBy(() -> with(Map.of("liquibase.partition.lockTimeout", "5"), () -> {
                    run("partitionMaintain", Map.of());
                    return "";
                }))
                .hasMessageContaining("Cannot use liquibase.partition.lockTimeout \"5\"");
        assertThatThrownBy(() -> run("partitionPlan", Map.of("tableName", "gone")))
                .hasMessageContaining(
                        "Cannot plan the maintenance of \"public\".\"gone\": there is no partitioned table of that name.");
        assertThat(partitions("Events")).containsExactly("Events_old");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partitionStatus   | Cannot tell the status of
            partitionPlan     | Cannot plan the maintenance of
            partitionMaintain | Cannot maintain
            """)
    void whatIsNotThereIsNamed(String command, String what) {
        db.execute("CREATE TABLE plain (id int)", "CREATE TABLE bare (id int) PARTITION BY RANGE (id)");
        assertThatThrownBy(() -> run(command, Map.of("schemaName", "nowhere")))
                .hasMessageContaining(
                        what + " every managed table of schema \"nowhere\": there is no schema \"nowhere\"."
                                + " Create it, or correct its name.");
        assertThatThrownBy(() -> run(command, Map.of("tableName", "plain")))
                .hasMessageContaining(what + " \"public\".\"plain\": it is a plain table, and PostgreSQL");
        assertThatThrownBy(() -> run(command, Map.of("tableName", "bare")))
                .hasMessageContaining(
                        what + " \"public\".\"bare\": it has no policy. Declare one with managePartitions.");
        db.execute("DROP SCHEMA pgpartition CASCADE");
        assertThatThrownBy(() -> run(command, Map.of("schemaName", "nowhere")))
                .hasMessageContaining("there is no schema \"nowhere\".");
        assertThat(printed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"partitionStatus", "partitionPlan", "partitionMaintain"})
    void schemaInWhichNothingIsManagedIsFineAndSaidToBe(String command) throws Exception {
        ConsoleUIService console = new ConsoleUIService();
        console.setOutputStream(new PrintStream(told, true, StandardCharsets.UTF_8));
        ui = console;
        run(command, Map.of("schemaName", "public"));
        assertThat(told()).contains("No table of schema \"public\" is managed.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            offline:mysql      | partitionStatus needs PostgreSQL, and this is Offline mysql.
            offline:postgresql | partitionStatus needs a connection: what it tells is in the database. Give it a JDBC URL.
            """)
    void otherDatabasesAreRefused(String url, String message) throws Exception {
        try (Database other = DatabaseFactory.getInstance()
                .openDatabase(
                        url + "?changeLogFile=" + folder.resolve("ran.csv"),
                        null,
                        null,
                        null,
                        new ClassLoaderResourceAccessor())) {
            assertThatThrownBy(() -> run(other, "partitionStatus", Map.of())).hasMessageContaining(message);
        }
    }
}
