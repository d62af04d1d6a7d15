package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Autocommit on a connection of a pool that gives it without, until this is closed: what is not committed is lost when it goes back. */
final class OwnTransactions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnTransactions.class);
    private static final String ACTIVE_TRANSACTION = "25001";

    private final Connection connection;
    private final boolean changed;

    private OwnTransactions(Connection connection, boolean changed) {
        this.connection = connection;
        this.changed = changed;
    }

    static OwnTransactions on(Connection connection) throws SQLException {
        if (connection.getAutoCommit() || isInTransaction(connection)) {
            return new OwnTransactions(connection, false);
        }
        connection.setAutoCommit(true);
        return new OwnTransactions(connection, true);
    }

    /** Some DataSources give the connection of a transaction that the caller has open, which {@code setAutoCommit} would commit. */
    private static boolean isInTransaction(Connection connection) throws SQLException {
        try {
            connection.setReadOnly(
                    connection.isReadOnly()); // changes nothing, and is what the driver refuses inside a transaction
            return false;
        } catch (SQLException e) {
            if (ACTIVE_TRANSACTION.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            if (changed && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            LOG.debug("A connection goes back in autocommit: {}", e.getMessage());
        }
    }
}
