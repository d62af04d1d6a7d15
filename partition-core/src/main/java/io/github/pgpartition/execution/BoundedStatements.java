package io.github.pgpartition.execution;

import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Sends statements under the policy's {@code lock_timeout}, and leaves the session's as it was. */
final class BoundedStatements {

    private final Connection connection;
    private final LockPolicy locks;

    BoundedStatements(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    void run(Operation operation) throws SQLException {
        if (operation.mayRunInTransaction()) {
            inTransaction(operation.statements());
        } else {
            outsideTransaction(operation.statements());
        }
    }

    void inTransaction(List<SqlStatement> statements) throws SQLException {
        ShortTransaction.run(connection, locks, () -> {
            execute(statements);
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
}
