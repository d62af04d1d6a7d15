package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.operation.DetachPartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detaches several partitions of one table, concurrently with its readers and writers. Each is a statement of its own, as it may stand in no
 * transaction; looked at before, written down and looked at afterwards they are together.
 */
final class DetachBatch {

    private static final Logger LOG = LoggerFactory.getLogger(DetachBatch.class);

    /** The lease is not renewed meanwhile. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Connection connection;
    private final LockPolicy locks;
    private final PassLease lease;
    private final StepRecords records;
    private final DetachByName byName;
    private final BooleanSupplier stopping;

    DetachBatch(
            Connection connection,
            LockPolicy locks,
            PassLease lease,
            StepRecords records,
            DetachByName byName,
            BooleanSupplier stopping) {
        this.connection = connection;
        this.locks = locks;
        this.lease = lease;
        this.records = records;
        this.byName = byName;
        this.stopping = stopping;
    }

    /**
     * How one step ended.
     *
     * @param message why it is not done, or what else there is to be said
     */
    record Result(Step step, Outcome outcome, String message) {}

    /** What became of the first ones. The others have to be done one by one. */
    List<Result> run(long managedOid, List<Step> batch) throws SQLException {
        OneMessage first = new OneMessage();
        lease.renew(first);
        Identity.Look look = Identity.of(connection, managedOid, batch, first);
        TransactionSettings.run(connection, locks, first, () -> {
            look.verify();
            records.announce(batch);
        });
        Sent sent = send(batch);
        try {
            LockRetry.run(
                    locks,
                    attempt -> TransactionSettings.run(connection, locks, () -> {
                        byName.areDone(sent.steps);
                        records.end(sent.steps.stream().filter(byName::isDone).toList(), batch);
                    }));
        } catch (SQLException e) {
            return sent.steps.stream()
                    .map(step -> new Result(step, Outcome.DONE, StepRecords.notWritten(step, e)))
                    .toList();
        }
        records.forget(batch);
        List<Result> results = new ArrayList<>();
        for (Step step : sent.steps) {
            results.add(byName.isDone(step) ? new Result(step, Outcome.DONE, "") : wrongOneLeft(step));
        }
        sent.failure.ifPresent(results::add);
        return results;
    }

    private Result wrongOneLeft(Step step) throws SQLException {
        return failed(step, byName.wrongOneLeft(step, detach(step)));
    }

    private static Result failed(Step step, PartitioningException e) {
        return new Result(step, Outcome.FAILED, String.valueOf(e.getMessage()));
    }

    /**
     * What was sent.
     *
     * @param steps   of which the server says that they are done
     * @param failure of the one after them, where it is known already
     */
    private record Sent(List<Step> steps, Optional<Result> failure) {}

    private Sent send(List<Step> batch) {
        long end = System.nanoTime() + LONGEST.toNanos();
        List<Step> sent = new ArrayList<>();
        try (BoundedStatement bounded = new BoundedStatement(connection, locks.timeout())) {
            for (Step step : batch) {
                if (System.nanoTime() > end || stopping.getAsBoolean()) {
                    break;
                }
                try {
                    records.announced(step).begin(step.operation().statements().get(0), bounded);
                    sent.add(step);
                } catch (SQLException e) {
                    ShortTransaction.abandon(connection, e);
                    LOG.debug("Not with others: {}: {}", step.operation().describe(), e.getMessage());
                    return new Sent(sent, SqlStates.isWorthRetrying(e) ? pendingOfAnother(step) : Optional.empty());
                }
            }
        }
        return new Sent(sent, Optional.empty());
    }

    private Optional<Result> pendingOfAnother(Step step) {
        try {
            byName.verifyPending(step, detach(step));
        } catch (PartitioningException e) {
            return Optional.of(failed(step, e));
        } catch (SQLException e) {
            LOG.debug("Not looked for a pending detach of another partition: {}", e.getMessage());
        }
        return Optional.empty();
    }

    private static DetachPartition detach(Step step) {
        return (DetachPartition) step.operation();
    }
}
