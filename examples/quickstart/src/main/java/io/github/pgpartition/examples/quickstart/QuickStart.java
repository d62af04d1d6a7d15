package io.github.pgpartition.examples.quickstart;

import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.PostgresServer;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Declares a partitioned table with a policy, once through Liquibase and once through Flyway, fills it, moves the clock, runs the
 * maintenance pass, and prints what the database says before and after.
 */
public final class QuickStart {

    private static final int DAYS_LATER = 4;

    private QuickStart() {}

    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        PostgresServer server = PostgresServer.shared();
        out.println("PostgreSQL " + server.queryString("SHOW server_version") + " is up.");
        for (MigrationTool tool : MigrationTool.all()) {
            try (PostgresDatabase database = server.createDatabase()) {
                show(tool, database, out);
            }
        }
    }

    private static void show(MigrationTool tool, PostgresDatabase database, PrintStream out) {
        Story story = new Story(database, out);
        story.title(tool.command());
        tool.migrate(database, out);
        story.insertRows();
        story.printPartitions("Partitions after " + tool.command() + " and " + Story.ROWS + " inserted rows");
        story.maintain(Instant.now().plus(DAYS_LATER, ChronoUnit.DAYS), "The same pass, " + DAYS_LATER + " days later");
        story.printPartitions("Partitions after the pass");
        story.printTotals();
    }
}
