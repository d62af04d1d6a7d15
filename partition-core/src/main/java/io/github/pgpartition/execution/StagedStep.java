package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.operation.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a step before its last, each a short transaction of its own. Where a part cannot be done, what those before it have left
 * is taken away again, at once if the lock is to be had, else by the next pass.
 */
final class StagedStep {

    private static final Logger LOG = LoggerFactory.getLogger(StagedStep.class);

    /** What has to hold before the first part; under the lock that it takes. */
    interface Check {
        void verify() throws SQLException;
    }

    private final Connection connection;
    private final LockPolicy locks;

    StagedStep(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** @param policy how often each part is tried */
    void prepare(Step step, LockPolicy policy, PassLease lease, Check identity) throws SQLException {
        List<Operation> parts = step.operation().steps();
        for (Operation part : parts.subList(0, parts.size() - 1)) {
            boolean first = part == parts.get(0);
            LockRetry.run(policy, attempt -> inTransaction(part, lease, first ? identity : () -> {}));
        }
    }

    void cleanUp(Step step) {
        step.operation().cleanup().ifPresent(this::cleanUp);
    }

    private void cleanUp(Operation operation) {
        try {
            LockRetry.run(
                    locks,
                    attempt -> TransactionSettings.run(
                            connection, locks, () -> Statements.execute(connection, operation.statements())));
        } catch (SQLException | PartitioningException e) {
            LOG.warn("Left to the next pass: {}: {}", operation.describe(), e.getMessage());
        }
    }

    private void inTransaction(Operation operation, PassLease lease, Check identity) throws SQLException {
        TransactionSettings.run(connection, locks, () -> {
            lease.renew();
            identity.verify();
            Statements.execute(connection, operation.statements());
        });
    }
}
