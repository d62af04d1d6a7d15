package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows in a DEFAULT partition that nobody knew of. Mostly they came after it had been looked into: nothing is wrong, and the next pass knows
 * of them. Where row security hides them from the role, no pass ever will.
 */
final class RowsCameIn {

    private static final String HIDDEN = """
            SELECT coalesce(pg_catalog.bool_or(pg_catalog.row_security_active(p.partdefid)), false)
              FROM pg_catalog.pg_partitioned_table p
             WHERE p.partrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND p.partdefid <> 0::pg_catalog.oid
            """;

    private RowsCameIn() {}

    /** Rows that are moved with their partition are all moved, under the lock: a CHECK that stops those is another one. */
    static boolean canStop(Step step) {
        return (step.kind() == StepKind.CREATE || step.kind() == StepKind.PROMOTE)
                && step.bounds() instanceof RangeBounds
                && !(step.operation() instanceof CreatePartitionFromDefault);
    }

    static String explain(SQLException violated) {
        return "rows that are in the way came into the DEFAULT partition meanwhile (" + violated.getMessage()
                + "). The next pass looks again.";
    }

    /** Whether the rows that were in the way are hidden from this role. */
    static boolean areHidden(Connection connection, QualifiedName parent) {
        try (PreparedStatement query = connection.prepareStatement(HIDDEN)) {
            query.setString(1, parent.sql());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            return false;
        }
    }

    static String explainHidden(Step step) {
        return String.valueOf(new PartitioningException(
                        "Cannot " + step.operation().describe(),
                        "rows of its range are in the DEFAULT partition, and row security hides them from this role, so that they"
                                + " cannot be moved",
                        "Maintain the table as a role with BYPASSRLS, or move them as one")
                .getMessage());
    }
}
