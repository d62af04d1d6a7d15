package io.github.pgpartition.liquibase.connection;

import io.github.pgpartition.execution.ConnectionSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Liquibase's own connection for whoever comes first, and further ones to the same database for the others. */
public final class BuildConnections implements ConnectionSource {

    /** What people can do where there is only Liquibase's own. */
    public static final String HOW_TO_GET_MORE =
            "Liquibase was given a connection, and not what it was made with. For more, set liquibase.partition.url,"
                    + " liquibase.partition.username and liquibase.partition.password, or put a DataSource into the Scope as "
                    + MoreConnections.DATA_SOURCE;

    /** The same for all sessions of one database of one server that is up; another for a standby of it. */
    private static final String SERVER = """
            SELECT pg_catalog.concat_ws(' ', pg_catalog.current_database(),
                       (pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000000)::pg_catalog.int8)
            """;

    private final Connection own;
    private final Optional<MoreConnections> more;
    private final String server;
    private final AtomicBoolean lent = new AtomicBoolean();

    private BuildConnections(Connection own, Optional<MoreConnections> more, String server) {
        this.own = own;
        this.more = more;
        this.server = server;
    }

    /** Looks for more on the caller's thread: others may not have its Scope. */
    public static BuildConnections of(Connection own) throws SQLException {
        return new BuildConnections(own, MoreConnections.find(own), server(own));
    }

    @Override
    public <T> T with(Work<T> work) throws SQLException {
        if (lent.compareAndSet(false, true)) {
            try {
                return work.run(own);
            } finally {
                lent.set(false);
            }
        }
        try (Connection connection = open()) {
            return work.run(connection);
        }
    }

    private Connection open() throws SQLException {
        Connection connection = more.orElseThrow(() -> new SQLException("there is no other connection"))
                .open();
        try {
            connection.setAutoCommit(true);
            if (!server(connection).equals(server)) {
                throw new SQLException("it leads to another database than Liquibase's own connection");
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static String server(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SERVER);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public int limit() {
        return more.isPresent() ? Integer.MAX_VALUE : 1;
    }
}
