package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a batch in one transaction: all are done or none. Where one cannot be done nothing is said of it here, as
 * {@link StepRunner} then does each by itself and finds out which one and why.
 */
final class BatchRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    /**
     * Whether ATTACH would lock a table at the other end of a foreign key against writers. The keys that refer to a table are told by its
     * triggers, as the catalog has no index for them.
     */
    private static final String HAS_FOREIGN_KEYS = """
            SELECT EXISTS (SELECT
                             FROM pg_catalog.unnest(?::pg_catalog.text[]) AS p(name)
                            CROSS JOIN LATERAL (
                                  SELECT FROM pg_catalog.pg_constraint k
                                   WHERE k.conrelid = pg_catalog.to_regclass(p.name)::pg_catalog.oid AND k.contype = 'f'
                                  UNION ALL
                                  SELECT FROM pg_catalog.pg_trigger g
                                   WHERE g.tgrelid = pg_catalog.to_regclass(p.name)::pg_catalog.oid AND g.tgconstrrelid <> 0::pg_catalog.oid
                                  ) k)
            """;

    private final Connection connection;
    private final LockPolicy locks;
    private final TablePlan plan;
    private final PassLease lease;

    BatchRunner(Connection connection, LockPolicy locks, TablePlan plan, PassLease lease) {
        this.connection = connection;
        this.locks = locks;
        this.plan = plan;
        this.lease = lease;
    }

    /** What was done; empty where nothing was, and each step has to be done by itself. */
    Optional<List<StepResult>> run(List<Step> batch) {
        try {
            if (hasForeignKeys(batch)) {
                return Optional.empty();
            }
            TransactionSettings.run(connection, locks, () -> {
                lease.renew();
                Statements.execute(connection, statements(batch));
                StepRecord.done(connection, plan, batch);
            });
        } catch (SQLException | PartitioningException | Kept e) {
            LOG.debug("{} partitions of {} are not made together: {}", batch.size(), plan.table(), e.getMessage());
            return Optional.empty();
        }
        return Optional.of(batch.stream()
                .map(step -> new StepResult(plan.table(), step, Outcome.DONE, "", 1))
                .toList());
    }

    private static List<SqlStatement> statements(List<Step> batch) {
        return batch.stream()
                .flatMap(step -> step.operation().statements().stream())
                .toList();
    }

    private boolean hasForeignKeys(List<Step> batch) throws SQLException {
        Object[] parents = batch.stream()
                .map(step -> requireNonNull(step.origin(), "origin").parent().sql())
                .distinct()
                .toArray();
        try (PreparedStatement query = connection.prepareStatement(HAS_FOREIGN_KEYS)) {
            query.setArray(1, connection.createArrayOf("text", parents));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
