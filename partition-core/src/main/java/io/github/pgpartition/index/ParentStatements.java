package io.github.pgpartition.index;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.Blockers;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.LockRetry;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.execution.ShortTransaction;
import io.github.pgpartition.execution.StrongLocks;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.DropIndex;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs what concerns partitioned tables and their indexes, under the lock policy. What locks a whole tree takes all its locks in one
 * statement first: {@code lock_timeout} bounds the wait for each of them, {@code statement_timeout} that for all. In a transaction that has
 * such locks already, nothing is tried twice.
 */
final class ParentStatements {

    private static final String SET_STATEMENT_TIMEOUT =
            "SELECT pg_catalog.current_setting('statement_timeout'), pg_catalog.set_config('statement_timeout', ?, true)";

    private static final String TREE = """
            WITH RECURSIVE tree(oid) AS (
                SELECT pg_catalog.to_regclass(?)::pg_catalog.oid
                UNION
                SELECT h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid
            )
            SELECT n.nspname, c.relname
              FROM tree t
              JOIN pg_catalog.pg_class c ON c.oid = t.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             ORDER BY 1, 2
            """;

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
            boolean othersWait = StrongLocks.heldBy(connection).isPresent();
            LockRetry.run(
                    othersWait ? locks.once() : locks,
                    attempt -> ShortTransaction.run(connection, locks, () -> {
                        lockTree(lock);
                        for (SqlStatement statement : operation.statements()) {
                            execute(statement);
                        }
                    }));
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot " + operation.describe(),
                    Blockers.explain(connection, tree(lock.table()), locks, e.attempts()),
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
        String before = statementTimeout(locks.setting());
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
        statementTimeout(before);
    }

    /** The table and all below it. Takes no lock, as somebody has one that is in the way. */
    private List<QualifiedName> tree(QualifiedName table) {
        List<QualifiedName> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TREE)) {
            query.setString(1, table.sql());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(QualifiedName.of(rows.getString(1), rows.getString(2)));
                }
            }
            return names;
        } catch (SQLException e) {
            return List.of(table);
        }
    }

    /** Until the transaction ends. Returns what it was. */
    private String statementTimeout(String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_STATEMENT_TIMEOUT)) {
            statement.setString(1, value);
            try (ResultSet before = statement.executeQuery()) {
                before.next();
                return before.getString(1);
            }
        }
    }

    private void execute(SqlStatement sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.text());
        }
    }
}
