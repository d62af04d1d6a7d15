package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartitionFromDefault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one table, in their order. One that cannot be done stops only what builds on it. */
final class TablePass {

    private static final Logger LOG = LoggerFactory.getLogger(TablePass.class);

    private final Connection connection;
    private final LockPolicy locks;
    private final PassEnvironment environment;
    private final boolean createOnly;
    private final Runnable beforeWaits;
    private final List<StepResult> results = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> undone = new HashSet<>();

    /**
     * @param createOnly  whether steps that take something away are left out
     * @param beforeWaits is told before a step by itself, which may have to wait several times
     */
    TablePass(
            Connection connection,
            LockPolicy locks,
            PassEnvironment environment,
            boolean createOnly,
            Runnable beforeWaits) {
        this.connection = connection;
        this.locks = locks;
        this.environment = environment;
        this.createOnly = createOnly;
        this.beforeWaits = beforeWaits;
    }

    List<StepResult> results() {
        return results;
    }

    List<Failure> failures() {
        return failures;
    }

    List<Finding> findings() {
        return findings;
    }

    /** @param before what there is before the first step */
    void run(TablePlan plan, PartitionedTable before, PassLease lease) throws SQLException {
        HookedSteps steps = new HookedSteps(connection, locks, plan, before, lease, environment);
        for (List<Step> batch : StepBatches.of(plan.steps())) {
            if (isOver(plan)) {
                return;
            }
            List<StepResult> together =
                    batch.stream().allMatch(step -> mayBeTried(step, steps)) ? steps.run(batch) : List.of();
            together.forEach(this::add);
            if (!oneByOne(batch.subList(together.size(), batch.size()), plan, steps)) {
                return;
            }
        }
    }

    private boolean mayBeTried(Step step, HookedSteps steps) {
        return !(createOnly && step.kind().removes())
                && !undone.contains(step.partitionOid())
                && steps.whyToWait(step).isEmpty();
    }

    private void add(StepResult result) {
        results.add(result);
        tell(result);
        remember(result);
    }

    private void remember(StepResult result) {
        if (!result.isDone() && result.step().kind().removes()) {
            undone.add(result.step().partitionOid());
        }
    }

    private boolean isOver(TablePlan plan) {
        boolean over = environment.stopping().getAsBoolean();
        if (over) {
            findings.add(new Finding(plan.table(), "the pass was ended before its time; the next one goes on"));
        }
        return over;
    }

    /** Whether the pass goes on. */
    private boolean oneByOne(List<Step> batch, TablePlan plan, HookedSteps steps) throws SQLException {
        for (Step step : batch) {
            if (isOver(plan)) {
                return false;
            }
            if (isOurs(step, plan)) {
                one(step, plan, steps);
            }
        }
        return true;
    }

    private boolean isOurs(Step step, TablePlan plan) throws SQLException {
        if (createOnly && (step.kind().removes() || !step.operation().mayRunInTransaction())) {
            return false;
        }
        boolean lent = !connection.getAutoCommit();
        if (lent && step.operation() instanceof CreatePartitionFromDefault moving && step.refusal() == null) {
            findings.add(new Finding(plan.table(), leftToAnOwnPass(moving)));
            return false;
        }
        return true;
    }

    private void one(Step step, TablePlan plan, HookedSteps steps) {
        Optional<StepResult> notTried = notTried(steps, plan, step);
        if (notTried.isPresent()) {
            results.add(notTried.get());
            remember(notTried.get());
        } else {
            beforeWaits.run();
            add(steps.run(step, undone));
        }
    }

    /** A transaction that is somebody else's may go on for long, with the locks under which rows are moved. */
    private static String leftToAnOwnPass(CreatePartitionFromDefault moving) {
        return "partition " + moving.partition().sql()
                + " is left to a pass that has transactions of its own: its rows are in DEFAULT"
                + " partition " + moving.rows().from().sql()
                + ", and while they are moved, and from then until the transaction ends,"
                + " nobody could read or write " + moving.parent().sql();
    }

    /** What one step that was not done has stopped is told of that one. */
    private Optional<StepResult> notTried(HookedSteps steps, TablePlan plan, Step step) {
        return undone.contains(step.partitionOid())
                ? Optional.of(new StepResult(
                        plan.table(), step, Outcome.SKIPPED, "an earlier step of this partition was not done", 0))
                : steps.whyToWait(step).map(why -> new StepResult(plan.table(), step, Outcome.DEFERRED, why, 0));
    }

    private void tell(StepResult result) {
        switch (result.outcome()) {
            case DONE -> {
                LOG.debug( // whoever runs the pass tells of all of it at once
                        "{}: {}",
                        result.step().operation().describe(),
                        result.step().reason());
                if (!result.message().isEmpty()) {
                    findings.add(new Finding(result.table(), result.message()));
                }
            }
            case FAILED -> failures.add(new Failure(result.table(), result.message()));
            case KEPT -> findings.add(new Finding(result.table(), result.message()));
            case DEFERRED -> {
                if (result.step().urgent()) {
                    failures.add(new Failure(result.table(), urgent(result)));
                }
            }
            case SKIPPED -> {}
        }
        if (!result.isDone()) {
            LOG.warn("Not done: {}: {}", result.step().operation().describe(), result.message());
        }
    }

    private static String urgent(StepResult result) {
        return "Cannot " + result.step().operation().describe()
                + ": it had to be deferred, and within one interval rows have no partition without it: "
                + result.message();
    }
}
