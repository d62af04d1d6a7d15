package io.github.pgpartition.liquibase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;

/** Runs Liquibase commands by its API, on a connection that stays open. */
record LiquibaseRun(Connection connection, Path folder) {

    /** Runs changesets, given as XML. */
    String update(String changeSets) {
        return update("xml", changeSets);
    }

    /** Runs changesets, given as {@code xml}, {@code yaml} or {@code json}. */
    String update(String format, String changeSets) {
        return run("update", format, changeSets, Map.of(), Map.of());
    }

    /** With settings such as {@code liquibase.partition.createTemplateTables}. */
    String update(String changeSets, Map<String, Object> settings) {
        return run("update", "xml", changeSets, Map.of(), settings);
    }

    String updateSql(String changeSets) {
        return run("updateSql", "xml", changeSets, Map.of(), Map.of());
    }

    String rollbackCount(String changeSets, int count) {
        return run("rollbackCount", "xml", changeSets, Map.of("count", count), Map.of());
    }

    /** What update-sql prints without a connection. */
    static String offlineSql(Path folder, int version, String changeSets) {
        String url = "offline:postgresql?version=" + version + ".0&outputLiquibaseSql=none&changeLogFile="
                + folder.resolve("ran.csv");
        try (Database database = DatabaseFactory.getInstance()
                .openDatabase(url, null, null, null, new DirectoryResourceAccessor(folder))) {
            return execute(database, folder, "updateSql", write(folder, "xml", changeSets), Map.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LiquibaseException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Runs a changelog that is in the folder. */
    String run(String command, String file) {
        return onConnection(database -> execute(database, folder, command, file, Map.of(), Map.of()));
    }

    private String run(
            String command,
            String format,
            String changeSets,
            Map<String, Object> arguments,
            Map<String, Object> settings) {
        String file = write(folder, format, changeSets);
        return onConnection(database -> execute(database, folder, command, file, arguments, settings));
    }

    private String onConnection(Function<Database, String> work) {
        try {
            return work.apply(
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
        } catch (LiquibaseException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String write(Path folder, String format, String changeSets) {
        try {
            String file = "changelog." + format;
            Files.writeString(folder.resolve(file), Changelogs.changelog(format, changeSets));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String execute(
            Database database,
            Path folder,
            String command,
            String file,
            Map<String, Object> arguments,
            Map<String, Object> settings) {
        try {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Map<String, Object> scope = new HashMap<>(settings);
            scope.put(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder));
            Scope.child(scope, () -> {
                CommandScope commandScope = new CommandScope(command)
                        .addArgumentValue("database", database)
                        .addArgumentValue("changelogFile", file)
                        .setOutput(output);
                arguments.forEach(commandScope::addArgumentValue);
                commandScope.execute();
            });
            return output.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
