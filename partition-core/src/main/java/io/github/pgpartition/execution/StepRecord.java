package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.History.Effort;
import io.github.pgpartition.registry.History.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the history is told of one step. */
final class StepRecord {

    private static final long NONE = 0;

    private final Connection connection;
    private final History history;
    private final TablePlan plan;
    private final Step step;
    private long begun = NONE;
    private long waitedMillis;

    StepRecord(Connection connection, TablePlan plan, Step step) {
        this.connection = connection;
        this.plan = plan;
        this.step = step;
        history = new History(connection);
    }

    /** In the transaction that they were done in together, at the first attempt and after it. */
    static void done(Connection connection, TablePlan plan, List<Step> steps) throws SQLException {
        new History(connection)
                .add(
                        steps.stream()
                                .map(step -> new StepRecord(connection, plan, step)
                                        .entry(
                                                step.operation(),
                                                plan.after(step)
                                                        .map(StepKind::word)
                                                        .orElse(null)))
                                .toList(),
                        new Effort(Outcome.DONE, 1, NONE, null));
    }

    /** Waited for locks, in vain or not. */
    void waited(long millis) {
        waitedMillis += millis;
    }

    /** A crash between a statement and its entry must not hide that it was ours: this entry says what was begun. */
    void begin(Operation operation, int attempt) throws SQLException {
        if (begun == NONE) {
            begun = history.add(
                    entry(operation, plan.after(step).map(StepKind::word).orElse(null)),
                    new Effort(Outcome.BEGUN, attempt, waitedMillis, null));
        }
    }

    /** In the transaction of the step; before the partition goes, after it was made. */
    void done(Operation operation, int attempt) throws SQLException {
        Effort effort = new Effort(Outcome.DONE, attempt, waitedMillis, null);
        if (begun == NONE) {
            history.add(entry(operation, plan.after(step).map(StepKind::word).orElse(null)), effort);
        } else {
            history.end(begun, operation.sql(), effort);
        }
        if (step.kind() == StepKind.DROP || step.kind() == StepKind.ARCHIVE) {
            history.settle(step.partitionOid());
        }
    }

    /** By itself, as nothing else was done. */
    void notDone(Outcome outcome, int attempts, String why) throws SQLException {
        ShortTransaction.run(connection, () -> {
            Effort effort = new Effort(outcome, attempts, waitedMillis, why);
            if (begun == NONE) {
                history.add(entry(step.operation(), null), effort);
            } else {
                history.end(begun, step.operation().sql(), effort);
            }
        });
    }

    private History.Entry entry(Operation operation, @Nullable String next) {
        return new History.Entry(
                plan.tableOid(),
                plan.table().sql(),
                step.kind().word(),
                step.partition().sql(),
                step.partitionOid(),
                step.bounds().sql(),
                step.reason(),
                operation.sql(),
                next);
    }
}
