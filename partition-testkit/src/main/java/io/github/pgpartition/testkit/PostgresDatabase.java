package io.github.pgpartition.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of its own for a test class, dropped after it with whoever is still connected. Nested classes share it.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresDatabase db = PostgresDatabase.create();
 * }</pre>
 *
 * <p>Its encoding is UTF8, its locale C. Connections are new each time, belong to a superuser unless {@link #role} says otherwise, and are in
 * {@link #SESSION_TIME_ZONE}; only one made from {@link #jdbcUrl()} has the zone of the JVM, which the driver sends.
 */
public final class PostgresDatabase implements SqlRunner, BeforeAllCallback, AfterAllCallback, AutoCloseable {

    /** Hardly anybody's zone: 12:45 ahead of UTC, 13:45 in summer, which is in January. */
    public static final String SESSION_TIME_ZONE = "Pacific/Chatham";

    private record Opened(PostgresServer server, ServerUrl url) {}

    private final List<String> roles = new ArrayList<>();
    private @Nullable Opened opened;
    private int classes;

    private PostgresDatabase() {}

    /** To be registered as a static field; the database is created before the first test. */
    public static PostgresDatabase create() {
        return new PostgresDatabase();
    }

    static PostgresDatabase open(PostgresServer server, String hint) {
        PostgresDatabase database = new PostgresDatabase();
        database.openOn(server, hint);
        return database;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (opened == null) {
            openOn(PostgresServer.shared(), context.getRequiredTestClass().getSimpleName());
        }
        classes++;
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        classes--;
        if (classes <= 0) {
            close();
        }
    }

    /** Drops the database and the roles that were made for it. */
    @Override
    public synchronized void close() {
        classes = 0;
        if (opened != null) {
            PostgresServer server = opened.server();
            server.execute(
                    "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = '"
                            + name() + "'",
                    "DROP DATABASE IF EXISTS " + name() + (server.version() < 13 ? "" : " WITH (FORCE)"));
            roles.forEach(role -> server.execute("DROP ROLE IF EXISTS " + role));
            roles.clear();
            opened = null;
        }
    }

    /** The name, which needs no quotes. */
    public String name() {
        return url().database();
    }

    /** With user and password. A session made from it is in the JVM's zone. */
    public String jdbcUrl() {
        return url().jdbcUrl();
    }

    public String user() {
        return url().user();
    }

    public String password() {
        return url().password();
    }

    /** The major version of the server. */
    public int serverVersion() {
        return opened().server().version();
    }

    /** What the server writes, where it is embedded. */
    public Optional<Path> serverLog() {
        return opened().server().log();
    }

    public DataSource dataSource() {
        return dataSource(SESSION_TIME_ZONE);
    }

    /** With sessions in this zone instead. */
    public DataSource dataSource(String timeZone) {
        return new ZonedDataSource(jdbcUrl(), timeZone);
    }

    public Connection connect() {
        try {
            return dataSource().getConnection();
        } catch (SQLException e) {
            throw new SqlFailure("connecting to " + url(), e);
        }
    }

    @Override
    public <T extends @Nullable Object> T run(String what, Work<T> work) {
        try (Connection connection = connect()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new SqlFailure(what, e);
        }
    }

    /** Runs each text in a session whose transaction stays open, and with it the locks, until the session is closed. */
    public Session session(String... sql) {
        return Session.open(connect(), sql);
    }

    /** A new role that may log in and nothing else; its name is made unique, as roles belong to the whole server. */
    public synchronized Role role(String hint) {
        String role = unique(hint);
        String password = UUID.randomUUID().toString();
        execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
        roles.add(role);
        return new Role(url().withUser(role, password));
    }

    /** Ends another session and waits until it is gone. */
    public void terminate(int pid) {
        if (!"t".equals(queryString("SELECT pg_catalog.pg_terminate_backend(?, 10000)", pid))) {
            throw new IllegalStateException("No session with pid " + pid + " could be ended");
        }
    }

    @Override
    public String toString() {
        return opened == null ? "no database yet" : url().toString();
    }

    private void openOn(PostgresServer server, String hint) {
        String name = unique(hint);
        server.execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        opened = new Opened(server, server.url().withDatabase(name));
    }

    private ServerUrl url() {
        return opened().url();
    }

    private Opened opened() {
        if (opened == null) {
            throw new IllegalStateException("This database is not there yet, or not any more: register it with"
                    + " @RegisterExtension in a static field, or use PostgresServer.shared().createDatabase()");
        }
        return opened;
    }

    private static String unique(String hint) {
        String plain = hint.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        return "test_" + plain.substring(0, Math.min(plain.length(), 40)) + "_" + random;
    }
}
