package io.github.pgpartition.testkit;

import java.io.IOException;
import java.util.Map;

/**
 * Runs a command with a new database, dropped afterwards, and ends with its exit code.
 *
 * <p>The command finds the database in the variables that libpq reads: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD.
 */
public final class WithPostgres {

    private WithPostgres() {}

    public static void main(String[] command) throws IOException, InterruptedException {
        System.exit(run(command));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            ProcessBuilder process = new ProcessBuilder(command).inheritIO();
            process.environment().putAll(variables(PostgresServer.shared().url(), database));
            return process.start().waitFor();
        }
    }

    private static Map<String, String> variables(ServerUrl url, PostgresDatabase database) {
        String[] address = url.hosts().split(":", 2);
        return Map.of(
                "PGHOST", address[0],
                "PGPORT", address.length == 2 ? address[1] : "5432",
                "PGDATABASE", database.name(),
                "PGUSER", database.user(),
                "PGPASSWORD", database.password());
    }
}
