package io.github.pgpartition.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A query of the catalog that is quick, whatever the planner thinks: partitions below partitions it takes for many thousand times as many as
 * there are. With {@code jit} the server would compile it first, for up to a second.
 *
 * <p>In autocommit the setting and the query go together and are one transaction. Transactions of ours have the setting anyway, and a
 * caller's is left as it is.
 */
public final class QuickQuery {

    /** Until the transaction ends. */
    public static final String WITHOUT_JIT = "pg_catalog.set_config('jit', 'off', true)";

    private QuickQuery() {}

    /** To be run by {@link #rows} only. */
    public static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(connection.getAutoCommit() ? "SELECT " + WITHOUT_JIT + "; " + sql : sql);
    }

    public static ResultSet rows(PreparedStatement query) throws SQLException {
        query.execute();
        if (query.getConnection().getAutoCommit()) {
            query.getMoreResults();
        }
        return query.getResultSet();
    }
}
