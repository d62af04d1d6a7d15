package io.github.pgpartition.execution;

import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** An online attach that was interrupted after ATTACH: only its CHECK is left to be removed. Interrupted before, it begins anew. */
final class InterruptedAttach {

    private static final String ONLY_CHECK_IS_LEFT = """
            SELECT FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_constraint c ON c.conrelid = i.inhrelid
             WHERE i.inhrelid = pg_catalog.to_regclass(?)
               AND i.inhparent = pg_catalog.to_regclass(?)
               AND c.contype = 'c'
               AND c.conname = ?
            """;

    private InterruptedAttach() {}

    /** What is left to do of an operation. */
    static List<Operation> remaining(Connection connection, Operation operation) throws SQLException {
        List<Operation> steps = operation.steps();
        return operation instanceof AttachPartitionOnline attach && onlyCheckIsLeft(connection, attach)
                ? steps.subList(steps.size() - 1, steps.size())
                : steps;
    }

    private static boolean onlyCheckIsLeft(Connection connection, AttachPartitionOnline attach) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ONLY_CHECK_IS_LEFT)) {
            query.setString(1, attach.partition().sql());
            query.setString(2, attach.parent().sql());
            query.setString(
                    3, AttachPartitionOnline.checkName(attach.partition()).value());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
