package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a batch together. Where that does not work nothing is said of it here: {@link StepRunner} then does each by itself, with
 * all its attempts, and finds out which one cannot be done and why.
 */
final class BatchRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private final TablePlan plan;
    private final StepRunner runner;
    private final CreationBatch creation;
    private final RemovalBatch removal;
    private final DetachBatch detach;

    BatchRunner(Connection connection, LockPolicy locks, PassLease lease, StepRunner runner, BooleanSupplier stopping) {
        this.runner = runner;
        plan = runner.plan();
        StepRecords records = runner.records();
        creation = new CreationBatch(connection, locks, lease, records);
        removal = new RemovalBatch(connection, locks, lease, records);
        detach = new DetachBatch(connection, locks, lease, records, runner.byName(), stopping);
    }

    /** What became of the first steps of the batch; nothing was done to the others. */
    List<StepResult> run(List<Step> batch) {
        try {
            Step first = batch.get(0);
            if (first.kind() == StepKind.CREATE) {
                return creation.run(batch) ? done(batch) : List.of();
            }
            if (first.operation().mayRunInTransaction()) {
                removal.run(plan.tableOid(), batch);
                return done(batch);
            }
            return results(detach.run(plan.tableOid(), batch));
        } catch (SQLException | PartitioningException | Kept e) {
            LOG.debug("{} steps of {} are done one by one: {}", batch.size(), plan.table(), e.getMessage());
            return List.of();
        }
    }

    private List<StepResult> done(List<Step> batch) {
        return batch.stream().map(this::done).toList();
    }

    private StepResult done(Step step) {
        return new StepResult(plan.table(), step, Outcome.DONE, "", 1);
    }

    private List<StepResult> results(List<DetachBatch.Result> detaches) {
        List<StepResult> results = new ArrayList<>();
        for (DetachBatch.Result result : detaches) {
            results.add(
                    result.outcome() == Outcome.DONE
                            ? new StepResult(plan.table(), result.step(), Outcome.DONE, result.message(), 1)
                            : runner.notDone(result.step(), result.outcome(), result.message()));
        }
        return results;
    }
}
