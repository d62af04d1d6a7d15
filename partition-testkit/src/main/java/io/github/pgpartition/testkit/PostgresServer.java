package io.github.pgpartition.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server of this JVM, started when first asked for and stopped with the JVM. SQL runs in its own database, not in one of a test.
 *
 * <p>System properties: {@code postgres} is {@code embedded} (the default: binaries from the class path), {@code testcontainers}, or a JDBC
 * URL with user and password of a server on which databases are then created and dropped; {@code postgres.version} is 12 to 18 (17) and
 * means nothing with a URL.
 */
public final class PostgresServer implements SqlRunner {

    private static @Nullable PostgresServer shared;
    private static @Nullable String failure;

    private final ServerUrl url;
    private final Optional<Path> log;
    private final int version;

    private PostgresServer(ServerSource source) {
        ServerSource.Running running = source.start();
        url = running.url();
        log = running.log();
        version = (int) queryLong("SELECT pg_catalog.current_setting('server_version_num')::int / 10000");
        source.check(version);
    }

    /** The one server; a failed start is not tried again for the next test class. */
    public static synchronized PostgresServer shared() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        if (shared == null) {
            try {
                shared =
                        start(System.getProperty("postgres", "embedded"), System.getProperty("postgres.version", "17"));
            } catch (RuntimeException e) {
                failure = "No PostgreSQL, as was said before: " + e.getMessage();
                throw e;
            }
        }
        return shared;
    }

    static PostgresServer start(String postgres, String version) {
        return new PostgresServer(ServerSource.of(postgres, version));
    }

    /** A new, empty database, dropped when it is closed. */
    public PostgresDatabase createDatabase() {
        return PostgresDatabase.open(this, "db");
    }

    /** The major version. */
    public int version() {
        return version;
    }

    /** What the server writes, where this JVM started it (embedded); other JVMs' servers have their own. */
    public Optional<Path> log() {
        return log;
    }

    /** The database of the server itself, with user and password. */
    public String jdbcUrl() {
        return url.jdbcUrl();
    }

    ServerUrl url() {
        return url;
    }

    @Override
    public <T extends @Nullable Object> T run(String what, Work<T> work) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl())) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new SqlFailure(what + "\non " + url, e);
        }
    }
}
