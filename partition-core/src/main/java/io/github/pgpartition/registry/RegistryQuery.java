package io.github.pgpartition.registry;

import io.github.pgpartition.catalog.QuickQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Reads the registry without waiting for ever for somebody who has locked it. In autocommit that is one round trip: the setting and the query
 * go together and are one transaction. In a caller's transaction it is a savepoint, to which is gone back, so that its setting stays.
 */
public final class RegistryQuery {

    /** For what has no lock policy. */
    static final String PATIENCE = "10s";

    private static final String SET =
            "SELECT pg_catalog.set_config('lock_timeout', ?, true), " + QuickQuery.WITHOUT_JIT + "; ";

    /** What is done with the rows. */
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** What the query is about. */
    public interface Values {
        /** @param first the number of the first parameter of the query */
        void set(PreparedStatement query, int first) throws SQLException;
    }

    private RegistryQuery() {}

    /** @param lockTimeout as PostgreSQL writes it */
    public static <T> T run(Connection connection, String lockTimeout, String sql, Rows<T> rows) throws SQLException {
        return run(connection, lockTimeout, sql, (query, first) -> {}, rows);
    }

    /** The same for a query with parameters. */
    public static <T> T run(Connection connection, String lockTimeout, String sql, Values values, Rows<T> rows)
            throws SQLException {
        if (connection.getAutoCommit()) {
            return bounded(connection, lockTimeout, sql, values, rows);
        }
        Savepoint before = connection.setSavepoint();
        try {
            return bounded(connection, lockTimeout, sql, values, rows);
        } finally {
            connection.rollback(before);
        }
    }

    private static <T> T bounded(Connection connection, String lockTimeout, String sql, Values values, Rows<T> rows)
            throws SQLException {
        try (PreparedStatement query = prepare(connection, lockTimeout, sql)) {
            values.set(query, 2);
            query.execute();
            query.getMoreResults();
            try (ResultSet result = query.getResultSet()) {
                return rows.read(result);
            }
        }
    }

    /** A statement whose first parameter is set already. Only in autocommit: elsewhere the setting would outlive it. */
    public static PreparedStatement prepare(Connection connection, String lockTimeout, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(SET + sql);
        statement.setString(1, lockTimeout);
        return statement;
    }
}
