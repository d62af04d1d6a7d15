package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.DropBoundsCheck;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.ValidateBoundsCheck;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Runs operations one by one, for migrations and for ad hoc calls: no statement waits for a lock longer than the policy allows, and what
 * waited in vain is tried again.
 *
 * <p>On a connection in autocommit each step of an operation is a transaction; else all of it happens behind savepoints in the caller's.
 */
public final class OperationRunner {

    private static final String CHECK_VIOLATION = "23514";
    private static final String NOT_IN_PREREQUISITE_STATE = "55000";

    private static final String UNCHANGED =
            "Nothing was changed by this step; end that session or raise lockTimeout, and run it again";

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
        for (Operation step : remaining(operation)) {
            step(step);
        }
    }

    /** SQL that is no operation, as one step. What it does reads on after "Cannot ". */
    public void run(String what, List<SqlStatement> statements) {
        try {
            retried(what, statements, () -> inTransaction(statements), () -> UNCHANGED);
        } catch (SQLException e) {
            throw refused(what, statements, e);
        }
    }

    private List<Operation> remaining(Operation operation) {
        try {
            return InterruptedAttach.remaining(connection, operation);
        } catch (SQLException e) {
            throw refused(operation.describe(), operation.statements(), e);
        }
    }

    private void step(Operation step) {
        try {
            retried(step.describe(), step.statements(), () -> once(step), () -> whatToDoNext(step));
        } catch (SQLException e) {
            throw explain(step, e);
        }
    }

    private interface Advice {
        String text() throws SQLException;
    }

    private String whatToDoNext(Operation step) throws SQLException {
        return step instanceof DetachPartition detach
                        && detach.mode() == DetachMode.CONCURRENTLY
                        && isDetachPending(detach)
                ? "The detach is pending, and the rows of the partition are hidden; end that session or raise lockTimeout, and run"
                        + " it again to end it"
                : UNCHANGED;
    }

    private void retried(String what, List<SqlStatement> statements, ShortTransaction.Work work, Advice next)
            throws SQLException {
        try {
            LockRetry.run(locks, attempt -> work.run());
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot " + what,
                    Blockers.explain(connection, lockedTables(statements), locks, e.attempts()),
                    next.text());
        }
    }

    private static List<QualifiedName> lockedTables(List<SqlStatement> statements) {
        return statements.stream()
                .flatMap(s -> s.locks().stream())
                .map(TableLock::table)
                .distinct()
                .toList();
    }

    private void once(Operation step) throws SQLException {
        if (step instanceof DetachPartition detach
                && detach.mode() == DetachMode.CONCURRENTLY
                && isDetachPending(detach)) {
            inTransaction(new DetachPartition(detach.parent(), detach.partition(), DetachMode.FINALIZE).statements());
        } else if (step.mayRunInTransaction()) {
            inTransaction(step.statements());
        } else {
            outsideTransaction(step.statements());
        }
    }

    private void inTransaction(List<SqlStatement> statements) throws SQLException {
        ShortTransaction.run(connection, () -> {
            String before = LockTimeout.setForTransaction(connection, locks.setting());
            execute(statements);
            LockTimeout.setForTransaction(connection, before);
        });
    }

    private void outsideTransaction(List<SqlStatement> statements) throws SQLException {
        String before = LockTimeout.setForSession(connection, locks.setting());
        try {
            execute(statements);
        } finally {
            if (!connection.isClosed()) {
                LockTimeout.setForSession(connection, before);
            }
        }
    }

    private void execute(List<SqlStatement> statements) throws SQLException {
        for (SqlStatement sql : statements) {
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
        if (step instanceof DetachPartition detach
                && detach.mode() == DetachMode.CONCURRENTLY
                && NOT_IN_PREREQUISITE_STATE.equals(e.getSQLState())) {
            return PartitioningException.refused(
                    "Cannot " + step.describe(),
                    step.sql(),
                    e,
                    "Detach the DEFAULT partition first, or finish the detach that is pending, or leave concurrently out");
        }
        return refused(step.describe(), step.statements(), e);
    }

    private static PartitioningException refused(String what, List<SqlStatement> statements, SQLException e) {
        String sql = statements.stream().map(s -> s.text() + ";").collect(joining("\n"));
        return PartitioningException.refused(
                "Cannot " + what, sql, e, "Correct what the server names, and run it again");
    }

    /** Leaves nothing behind: the CHECK goes before the error is told. */
    private PartitioningException violated(ValidateBoundsCheck check) {
        PartitioningException violated = ViolatedCheck.explain(connection, check);
        step(new DropBoundsCheck(check.table(), check.name()));
        return violated;
    }
}
