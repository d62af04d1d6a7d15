package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.hook.HookCall;
import io.github.pgpartition.hook.HookDecision;
import io.github.pgpartition.hook.HookFailure;
import io.github.pgpartition.hook.HookMoment;
import io.github.pgpartition.hook.PartitionEvent;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps with the hooks of the application round them. No transaction is open while a hook runs, and so no lock is held; the lease of
 * the table is renewed meanwhile.
 */
final class HookedSteps {

    private static final String AGAIN = "; the next pass asks again";

    private final Connection connection;
    private final LockPolicy locks;
    private final TablePlan plan;
    private final PassLease lease;
    private final List<HookCall> hooks;
    private final Runnable changed;
    private final StepRunner runner;
    private final BatchRunner together;

    /** @param before what there is before the first step */
    HookedSteps(
            Connection connection,
            LockPolicy locks,
            TablePlan plan,
            PartitionedTable before,
            PassLease lease,
            PassEnvironment environment) {
        this.connection = connection;
        this.locks = locks;
        this.plan = plan;
        this.lease = lease;
        hooks = environment.hooks();
        changed = environment.changed();
        runner = new StepRunner(connection, locks, plan, before, lease);
        together = new BatchRunner(connection, locks, lease, runner, environment.stopping());
    }

    /** Why a step is not even to be tried, and no hook to be asked; empty where it is. */
    Optional<String> whyToWait(Step step) {
        return runner.whyToWait(step);
    }

    /** What became of the first ones; the others have to be done one by one. That is all of them where hooks are to be asked. */
    List<StepResult> run(List<Step> batch) {
        if (batch.size() == 1 || !hooks.isEmpty() || batch.stream().anyMatch(runner::isContended)) {
            return List.of();
        }
        try {
            return together.run(batch);
        } finally {
            changed.run();
        }
    }

    /** @param incomplete takes the partition of a step that was done, but whose next step has to wait */
    StepResult run(Step step, Set<Long> incomplete) {
        HookMoment moment = moment(step.kind());
        if (hooks.isEmpty() || moment == null || step.refusal() != null) {
            return done(step);
        }
        try {
            return run(step, moment, incomplete);
        } catch (SQLException e) {
            PartitioningException refused = PartitioningException.refused(
                    "Cannot ask hooks to " + step.operation().describe(),
                    "what is told to hooks",
                    e,
                    "It is left as it was and tried again at the next pass");
            return runner.notDone(step, Outcome.FAILED, String.valueOf(refused.getMessage()));
        }
    }

    private StepResult run(Step step, HookMoment moment, Set<Long> incomplete) throws SQLException {
        PartitionEvent event = event(step);
        List<String> notes = new ArrayList<>();
        if (step.kind() != StepKind.FINALIZE) {
            for (HookCall hook : hooks) {
                Answer answer = before(hook, moment, event, step.kind().removes());
                if (answer.outcome != Outcome.DONE) {
                    return runner.notDone(step, answer.outcome, answer.message);
                }
                notes.add(answer.message);
            }
        }
        StepResult result = done(step);
        if (!result.isDone()) {
            return result;
        }
        notes.add(result.message());
        for (HookCall hook : hooks) {
            String failure = after(hook, moment, event);
            notes.add(failure);
            if (!failure.isEmpty() && plan.after(step).isPresent()) {
                incomplete.add(step.partitionOid());
            }
        }
        notes.removeIf(String::isEmpty);
        return new StepResult(result.table(), result.step(), Outcome.DONE, String.join(". ", notes), result.attempts());
    }

    /** What hooks are told of is to be seen by them; one that failed may have done a part. */
    private StepResult done(Step step) {
        try {
            return runner.run(step);
        } finally {
            changed.run();
        }
    }

    private record Answer(Outcome outcome, String message) {}

    private Answer before(HookCall hook, HookMoment moment, PartitionEvent event, boolean removes) throws SQLException {
        String partition = "partition " + event.partition().sql();
        try {
            HookDecision decision = hook.before(moment, event, lease::renew);
            if (decision instanceof HookDecision.Postpone postpone) {
                return new Answer(
                        Outcome.DEFERRED,
                        "hook " + hook.name() + " has put " + partition + " off: " + postpone.reason() + AGAIN);
            }
            if (decision instanceof HookDecision.Veto veto) {
                return new Answer(
                        Outcome.KEPT,
                        partition + " is " + (removes ? "kept" : "not made") + ", as hook " + hook.name() + " says: "
                                + veto.reason() + AGAIN);
            }
            return new Answer(Outcome.DONE, "");
        } catch (HookFailure e) {
            String failed = "hook " + hook.name() + " " + e.why();
            return removes
                    ? new Answer(Outcome.KEPT, partition + " is kept, as " + failed + AGAIN)
                    : new Answer(Outcome.DONE, partition + " is made all the same, though " + failed);
        }
    }

    private String after(HookCall hook, HookMoment moment, PartitionEvent event) throws SQLException {
        try {
            hook.after(moment, event, lease::renew);
            return "";
        } catch (HookFailure e) {
            return "hook " + hook.name() + " " + e.why() + " after what was done to partition "
                    + event.partition().sql();
        }
    }

    private static @Nullable HookMoment moment(StepKind kind) {
        return switch (kind) {
            case CREATE, PROMOTE -> HookMoment.CREATE;
            case FINALIZE, DETACH -> HookMoment.DETACH;
            case DROP, REMOVE_DEFAULT -> HookMoment.DROP;
            case CLEAN, ARCHIVE -> null;
        };
    }

    private PartitionEvent event(Step step) throws SQLException {
        Step.Origin origin = step.origin();
        QualifiedName parent = origin == null ? plan.table() : origin.parent();
        PartitionSize size = step.kind().removes() ? size(step) : PartitionSize.EMPTY;
        return new PartitionEvent(
                plan.table(),
                parent,
                step.partition(),
                origin == null || origin.tenant().isEmpty() ? null : origin.tenant(),
                step.bounds(),
                size.estimatedRows(),
                size.bytes(),
                step.reason());
    }

    private PartitionSize size(Step step) throws SQLException {
        List<Long> oids = new ArrayList<>(step.below());
        oids.add(step.partitionOid());
        return PartitionSize.read(connection, locks, oids);
    }
}
