package io.github.pgpartition.liquibase;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Applies an SQL script as people do, with {@code psql}. The embedded server comes without it: {@code .ci/run} installs Debian's
 * postgresql-client, and where the PATH has none, the statements go one by one over JDBC.
 */
final class Script {

    private static final boolean PSQL = Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
    private static final int TIMEOUT_SECONDS = 60;

    private Script() {}

    static void apply(PostgresDatabase database, Path folder, String script) {
        if (PSQL) {
            byPsql(database, folder, script);
        } else {
            byJdbc(database, script);
        }
    }

    private static void byPsql(PostgresDatabase database, Path folder, String script) {
        try {
            Path file = Files.writeString(folder.resolve("script.sql"), script);
            Path output = folder.resolve("psql.txt");
            String url = database.jdbcUrl().substring("jdbc:".length());
            Process psql = new ProcessBuilder(
                            List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.toString(), "-d", url))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!psql.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                psql.destroyForcibly();
                throw new IllegalStateException("psql still runs after " + TIMEOUT_SECONDS + " s:\n" + script);
            }
            if (psql.exitValue() != 0) {
                throw new IllegalStateException(
                        "psql: " + Files.readString(output, StandardCharsets.UTF_8) + "\n" + script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void byJdbc(PostgresDatabase database, String script) {
        database.run("script", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (NativeQuery query : statements(script)) {
                    statement.execute(query.nativeSql);
                }
            }
            return null;
        });
    }

    private static List<NativeQuery> statements(String script) throws SQLException {
        return Parser.parseJdbcSql(script, true, false, true, false, true);
    }
}
