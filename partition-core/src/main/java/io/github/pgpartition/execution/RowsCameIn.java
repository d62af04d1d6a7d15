package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import java.sql.SQLException;

/** Rows that came into the DEFAULT partition after it had been looked into: nothing is wrong, and the next pass knows of them. */
final class RowsCameIn {

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
}
