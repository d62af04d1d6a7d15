package io.github.pgpartition.examples.quickstart;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.PrintStream;
import java.util.List;

/** A tool that people run their migrations with. */
interface MigrationTool {

    static List<MigrationTool> all() {
        return List.of(new LiquibaseTool(), new FlywayTool());
    }

    /** As people type it. */
    String command();

    /** Declares table {@code events} with its policy, and prints the SQL of it. */
    void migrate(PostgresDatabase database, PrintStream out);
}
