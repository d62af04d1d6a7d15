package io.github.pgpartition.liquibase.command;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.change.ChangelogNames;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.liquibase.maintenance.Maintenance;
import io.github.pgpartition.liquibase.maintenance.Selection;
import io.github.pgpartition.liquibase.statement.Databases;
import io.github.pgpartition.sql.QualifiedName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import liquibase.Scope;
import liquibase.command.AbstractCommandStep;
import liquibase.command.CommandArgumentDefinition;
import liquibase.command.CommandBuilder;
import liquibase.command.CommandDefinition;
import liquibase.command.CommandFailedException;
import liquibase.command.CommandResultsBuilder;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CommandExecutionException;
import liquibase.exception.CommandValidationException;

/** What the three commands have in common: which tables, which form, a PostgreSQL, a connection in autocommit. */
abstract class PartitionCommandStep extends AbstractCommandStep {

    /** Liquibase's own errors are 1. */
    static final int NOT_WELL = 2;

    private final String name;
    private final String description;
    private final List<String> formats;
    private final Arguments arguments;

    /** The options of a command; Liquibase keeps them by the command's name, once and for all. */
    record Arguments(
            CommandArgumentDefinition<String> schemaName,
            CommandArgumentDefinition<String> tableName,
            CommandArgumentDefinition<String> format) {

        static Arguments of(CommandBuilder builder, List<String> formats) {
            return new Arguments(
                    builder.argument("schemaName", String.class)
                            .description(
                                    "Schema of the table; without --table-name, every managed table of that schema")
                            .build(),
                    builder.argument("tableName", String.class)
                            .description(
                                    "One managed table, as a changelog names it, or schema.table; without it, every"
                                            + " managed table")
                            .build(),
                    builder.argument("format", String.class)
                            .description("Form of the output: " + String.join(", ", formats))
                            .defaultValue(formats.get(0))
                            .build());
        }
    }

    /** @param formats that the command prints, the default first */
    PartitionCommandStep(String name, String description, List<String> formats, Arguments arguments) {
        this.name = name;
        this.description = description;
        this.formats = formats;
        this.arguments = arguments;
    }

    /** Does it, and answers for how many tables. What is printed goes to {@link #print}. */
    abstract int run(Maintenance maintenance, String format, CommandResultsBuilder results)
            throws IOException, CommandFailedException;

    @Override
    public String[][] defineCommandNames() {
        return new String[][] {{name}};
    }

    @Override
    public void adjustCommandDefinition(CommandDefinition definition) {
        definition.setShortDescription(description);
    }

    @Override
    public List<Class<?>> requiredDependencies() {
        return List.of(Database.class);
    }

    @Override
    public void validate(CommandScope scope) throws CommandValidationException {
        super.validate(scope);
        checkOneOf(formats, "format", scope.getArgumentValue(arguments.format()));
    }

    static void checkOneOf(List<String> allowed, String argument, String value) throws CommandValidationException {
        if (!allowed.contains(value.toLowerCase(Locale.ROOT))) {
            throw new CommandValidationException(argument, "'" + value + "' is none of " + String.join(", ", allowed));
        }
    }

    @Override
    public final void run(CommandResultsBuilder results) throws Exception {
        CommandScope scope = results.getCommandScope();
        Database database = (Database) scope.getDependency(Database.class);
        String format = scope.getArgumentValue(arguments.format()).toLowerCase(Locale.ROOT);
        Connection connection = connection(database);
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try {
            PartitionSettings.check();
            Maintenance maintenance = new Maintenance(connection, selection(scope, database));
            if (run(maintenance, format, results) == 0) {
                Scope.getCurrentScope().getUI().sendMessage(maintenance.nothingManaged());
            }
        } catch (PartitioningException e) {
            throw new CommandExecutionException(e.getMessage(), e);
        } finally {
            restore(connection, autoCommit);
        }
    }

    /** A connection that is broken has nothing to be restored. */
    private static void restore(Connection connection, boolean autoCommit) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(autoCommit);
        }
    }

    private Connection connection(Database database) throws CommandExecutionException {
        if (!Databases.canPartition(database)) {
            throw new CommandExecutionException(
                    name + " needs PostgreSQL, and this is " + database.getDatabaseProductName() + ".");
        }
        if (database.getConnection() instanceof JdbcConnection jdbc) {
            return jdbc.getUnderlyingConnection();
        }
        throw new CommandExecutionException(
                name + " needs a connection: what it tells is in the database. Give it a JDBC URL.");
    }

    private Selection selection(CommandScope scope, Database database) {
        String schema = scope.getArgumentValue(arguments.schemaName());
        String table = scope.getArgumentValue(arguments.tableName());
        if (table != null) {
            boolean qualified = schema == null && (table.contains(".") || table.contains("\""));
            return Selection.of(qualified ? QualifiedName.parse(table) : ChangelogNames.table(database, schema, table));
        }
        return schema == null ? Selection.all() : Selection.ofSchema(ChangelogNames.schema(database, schema));
    }

    final void print(CommandResultsBuilder results, String text) throws IOException {
        handleOutput(results, text.endsWith("\n") ? text : text + "\n");
    }
}
