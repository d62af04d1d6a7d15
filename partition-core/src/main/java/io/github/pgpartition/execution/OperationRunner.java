package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropBoundsCheck;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.ValidateBoundsCheck;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Runs operations one by one, for migrations and for ad hoc calls: no statement waits for a lock longer than the policy allows, and what
 * waited in vain is tried again.
 *
 * <p>On a connection in autocommit each step of an operation is a transaction; else all of it happens behind savepoints in the caller's.
 */
public final class OperationRunner {

    private static final String CHECK_VIOLATION = "23514";

    private static final String DETACH_PENDING = """
            SELECT FROM pg_catalog.pg_inherits
             WHERE inhrelid = pg_catalog.to_regclass(?) AND inhparent = pg_catalog.to_regclass(?) AND inhdetachpending
            """;

    private final Connection connection;
    private final LockPolicy locks;

    public OperationRunner(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    public void run(Operation operation) {
        for (Operation step : operation.steps()) {
            step(step);
        }
    }

    private void step(Operation step) {
        try {
            LockRetry.run(locks, attempt -> once(step));
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot " + step.describe(),
                    Blockers.explain(connection, step, locks, e.attempts()),
                    "Nothing was changed by this step; end that session or raise lockTimeout, and run it again");
        } catch (SQLException e) {
            throw explain(step, e);
        }
    }

    private void once(Operation step) throws SQLException {
        if (step instanceof DetachPartition detach
                && detach.mode() == DetachMode.CONCURRENTLY
                && isDetachPending(detach)) {
            inTransaction(new DetachPartition(detach.parent(), detach.partition(), DetachMode.FINALIZE));
        } else if (step.mayRunInTransaction()) {
            inTransaction(step);
        } else {
            outsideTransaction(step);
        }
    }

    private void inTransaction(Operation step) throws SQLException {
        ShortTransaction.run(connection, () -> {
            String before = LockTimeout.setForTransaction(connection, locks.setting());
            execute(step);
            LockTimeout.setForTransaction(connection, before);
        });
    }

    private void outsideTransaction(Operation step) throws SQLException {
        String before = LockTimeout.setForSession(connection, locks.setting());
        try {
            execute(step);
        } finally {
            if (!connection.isClosed()) {
                LockTimeout.setForSession(connection, before);
            }
        }
    }

    private void execute(Operation step) throws SQLException {
        for (SqlStatement sql : step.statements()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql.text());
            }
        }
    }

    private boolean isDetachPending(DetachPartition detach) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DETACH_PENDING)) {
            query.setString(1, detach.partition().sql());
            query.setString(2, detach.parent().sql());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private PartitioningException explain(Operation step, SQLException e) {
        if (step instanceof ValidateBoundsCheck check && CHECK_VIOLATION.equals(e.getSQLState())) {
            return violated(check);
        }
        return PartitioningException.refused(
                "Cannot " + step.describe(), step.sql(), e, "Correct what the server names, and run it again");
    }

    /** Leaves nothing behind: the CHECK goes before the error is told. */
    private PartitioningException violated(ValidateBoundsCheck check) {
        long rows = count(check);
        step(new DropBoundsCheck(check.table(), check.name()));
        return new PartitioningException(
                "Cannot make " + check.table().sql() + " a partition",
                rows + (rows == 1 ? " row does" : " rows do") + " not meet CHECK (" + check.condition() + ")",
                "Move or correct the rows that SELECT * FROM " + check.table().sql() + " WHERE (" + check.condition()
                        + ") IS FALSE finds, and run it again");
    }

    private long count(ValidateBoundsCheck check) {
        String sql = "SELECT count(*) FROM " + check.table().sql() + " WHERE (" + check.condition() + ") IS FALSE";
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot count the rows in the way", sql, e, "Run it again");
        }
    }
}
