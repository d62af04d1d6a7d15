package io.github.pgpartition.liquibase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;

/** Runs Liquibase commands by its API, on a connection that stays open. */
record LiquibaseRun(Connection connection, Path folder) {

    private static final String FILE = "changelog.xml";

    /** Runs changesets, given as XML. */
    String update(String changeSets) {
        return run("update", changeSets, Map.of());
    }

    String updateSql(String changeSets) {
        return run("updateSql", changeSets, Map.of());
    }

    String rollbackCount(String changeSets, int count) {
        return run("rollbackCount", changeSets, Map.of("count", count));
    }

    private String run(String command, String changeSets, Map<String, Object> arguments) {
        try {
            Files.writeString(folder.resolve(FILE), Changelogs.XML.replace("CHANGESETS", changeSets));
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Map<String, Object> scope =
                    Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder));
            Scope.child(scope, () -> {
                CommandScope commandScope = new CommandScope(command)
                        .addArgumentValue("database", database)
                        .addArgumentValue("changelogFile", FILE)
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
