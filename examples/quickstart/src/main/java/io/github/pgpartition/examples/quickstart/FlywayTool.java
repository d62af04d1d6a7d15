package io.github.pgpartition.examples.quickstart;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.PrintStream;
import org.flywaydb.core.Flyway;

/** Flyway with our callback on the class path, which registers itself. */
final class FlywayTool implements MigrationTool {

    @Override
    public String command() {
        return "flyway migrate";
    }

    @Override
    public void migrate(PostgresDatabase database, PrintStream out) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:flyway")
                .load()
                .migrate();
        out.println("\nSQL that the callback ran after the migrations, from pgpartition.history:\n");
        database.queryStrings("SELECT statements FROM pgpartition.history ORDER BY id")
                .forEach(out::println);
    }
}
