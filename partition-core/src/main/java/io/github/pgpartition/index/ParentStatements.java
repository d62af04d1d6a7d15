package io.github.pgpartition.index;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.Blockers;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.LockRetry;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.execution.ShortTransaction;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.DropIndex;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Runs what concerns partitioned tables and their indexes, under the lock policy. What locks a whole tree takes all its locks in one
 * statement first: {@code lock_timeout} bounds the wait for each of them, {@code statement_timeout} that for all.
 */
final class ParentStatements {

    private final Connection connection;
    private final LockPolicy locks;

    ParentStatements(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    void run(Operation operation) {
        if (operation instanceof CreateIndex create && create.mode() == IndexMode.PLAIN) {
            runLocked(operation, new TableLock(SHARE, create.table()));
        } else if (operation instanceof DropIndex drop) {
            runLocked(operation, new TableLock(ACCESS_EXCLUSIVE, drop.table()));
        } else {
            new OperationRunner(connection, locks).run(operation);
        }
    }

    private void runLocked(Operation operation, TableLock lock) {
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, () -> {
                        setLocal("lock_timeout", locks.setting());
                        lockTree(lock);
                        for (SqlStatement statement : operation.statements()) {
                            execute(statement);
                        }
                    }));
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot " + operation.describe(),
                    Blockers.explain(connection, operation, locks, e.attempts()),
                    "Nothing was changed by this step; end that session or raise lockTimeout, and run it again");
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot " + operation.describe(),
                    operation.sql(),
                    e,
                    "Correct what the server names, and run it again");
        }
    }

    private void lockTree(TableLock lock) throws SQLException {
        setLocal("statement_timeout", locks.setting());
        try {
            execute(lock.statementWithPartitions());
        } catch (SQLException e) {
            throw SqlState.QUERY_CANCELED.equals(e.getSQLState())
                    ? new SQLException(
                            String.format(
                                    Locale.ROOT,
                                    "canceled after waiting %d ms for %s and below",
                                    locks.timeout().toMillis(),
                                    lock),
                            SqlState.LOCK_NOT_AVAILABLE,
                            e)
                    : e;
        }
        setLocal("statement_timeout", "0");
    }

    private void setLocal(String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private void execute(SqlStatement sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.text());
        }
    }
}
