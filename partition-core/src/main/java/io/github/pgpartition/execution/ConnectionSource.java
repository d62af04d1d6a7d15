package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where a pass gets its connection from, and whether it may close it. */
public interface ConnectionSource {

    /** What is done with a connection. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    <T> T with(Work<T> work) throws SQLException;

    /** The same, where a connection that is not to be had ends in an error that says what for. */
    default <T> T run(String what, Work<T> work) {
        try {
            return with(work);
        } catch (SQLException e) {
            throw PartitioningException.refused(what, "connect", e, "Check the connection");
        }
    }

    /** Whether calls may come from several threads at once, each getting a connection of its own. */
    default boolean isShareable() {
        return true;
    }

    /** How many connections there may be at the same time; whether they are to be had only asking for them tells. */
    default int limit() {
        return Integer.MAX_VALUE;
    }

    /**
     * A connection for each piece of work, closed after it. A pool may give connections that are not in autocommit, where nobody would
     * commit: they are put into it as long as the work takes, unless somebody has a transaction open in them.
     */
    static ConnectionSource of(DataSource dataSource) {
        return new ConnectionSource() {
            @Override
            public <T> T with(Work<T> work) throws SQLException {
                try (Connection connection = dataSource.getConnection();
                        OwnTransactions own = OwnTransactions.on(connection)) {
                    return work.run(connection);
                }
            }
        };
    }

    /** This one connection, which is lent and never closed here. */
    static ConnectionSource of(Connection connection) {
        return new ConnectionSource() {
            @Override
            public <T> T with(Work<T> work) throws SQLException {
                return work.run(connection);
            }

            @Override
            public boolean isShareable() {
                return false;
            }

            @Override
            public int limit() {
                return 1;
            }
        };
    }
}
