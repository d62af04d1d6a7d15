package io.github.pgpartition.examples.quickstart;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import liquibase.integration.commandline.LiquibaseCommandLine;

/** Liquibase's own command line, with our extension on the class path. */
final class LiquibaseTool implements MigrationTool {

    @Override
    public String command() {
        return "liquibase update";
    }

    @Override
    public void migrate(PostgresDatabase database, PrintStream out) {
        out.println("\nSQL that liquibase update-sql prints, and update runs:\n");
        out.println(updateSql(database).strip());
        run(database, "update");
    }

    /** Of the script, what the change set does: without Liquibase's own tables, and with the registry's installation cut short. */
    private static String updateSql(PostgresDatabase database) {
        try {
            Path file = Files.createTempFile("update", ".sql");
            try {
                run(database, "--output-file=" + file, "update-sql");
                return Script.essence(Files.readString(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(PostgresDatabase database, String... command) {
        String[] options = {
            "--show-banner=false",
            "--log-level=SEVERE",
            "--url=" + database.jdbcUrl(),
            "--username=" + database.user(),
            "--password=" + database.password(),
            "--changelog-file=liquibase/changelog.xml"
        };
        String[] arguments = Arguments.of(command, options);
        int exitCode = new LiquibaseCommandLine().execute(arguments);
        if (exitCode != 0) {
            throw new IllegalStateException("liquibase " + String.join(" ", command) + " ended with " + exitCode);
        }
    }
}
