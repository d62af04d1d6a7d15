package io.github.pgpartition.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Somebody who is not a superuser and owns nothing; dropped with the database. */
public final class Role implements SqlRunner {

    private final ServerUrl url;

    Role(ServerUrl url) {
        this.url = url;
    }

    /** The name, which needs no quotes. */
    public String name() {
        return url.user();
    }

    public String password() {
        return url.password();
    }

    /** With this role's name and password. A session made from it is in the JVM's zone. */
    public String jdbcUrl() {
        return url.jdbcUrl();
    }

    public DataSource dataSource() {
        return new ZonedDataSource(jdbcUrl(), PostgresDatabase.SESSION_TIME_ZONE);
    }

    public Connection connect() {
        try {
            return dataSource().getConnection();
        } catch (SQLException e) {
            throw new SqlFailure("connecting to " + url + " as " + name(), e);
        }
    }

    /** As {@link PostgresDatabase#session}. */
    public Session session(String... sql) {
        return Session.open(connect(), sql);
    }

    @Override
    public <T extends @Nullable Object> T run(String what, Work<T> work) {
        try (Connection connection = connect()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new SqlFailure(what + "\nas " + name(), e);
        }
    }
}
