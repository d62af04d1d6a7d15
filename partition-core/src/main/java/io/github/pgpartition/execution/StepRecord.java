package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.History.Effort;
import io.github.pgpartition.registry.History.Outcome;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the history is told of one step. */
final class StepRecord {

    private final Connection connection;
    private final History history;
    private final TablePlan plan;
    private final Step step;
    private @Nullable Long begun;
    private boolean announced;
    private boolean oneMessage;
    private long waitedMillis;

    StepRecord(Connection connection, TablePlan plan, Step step) {
        this.connection = connection;
        this.plan = plan;
        this.step = step;
        history = new History(connection);
    }

    /**
     * With an entry of that id, of which nothing follows yet.
     *
     * @param oneMessage whether what fails in a message keeps the driver from the rest of it
     */
    StepRecord announced(Optional<Long> id, boolean oneMessage) {
        begun = id.orElse(null);
        this.oneMessage = oneMessage;
        announced = begun != null;
        return this;
    }

    /** Of the entry that says what was begun. */
    Optional<Long> id() {
        return Optional.ofNullable(begun);
    }

    /** Waited for locks, in vain or not. */
    void waited(long millis) {
        waitedMillis += millis;
    }

    /** A crash between a statement and its entry must not hide that it was ours: this entry says what was begun. */
    void begin(Operation operation, int attempt) throws SQLException {
        if (begun == null) {
            begun = history.add(entry(operation, next()), new Effort(Outcome.BEGUN, attempt, waitedMillis, null));
        } else if (announced) {
            String next = next();
            if (next != null) {
                history.follow(begun, next);
            }
        }
    }

    /** One that was announced begins with that statement, which stands in no transaction. */
    void begin(SqlStatement statement, BoundedStatement bounded) throws SQLException {
        String next = next();
        if (begun != null && next != null && oneMessage) {
            history.followAndRun(begun, next, statement, bounded::execute);
            return;
        }
        if (begun != null && next != null) {
            history.follow(begun, next, bounded::execute);
        }
        bounded.execute(statement.text());
    }

    /** In the transaction of the step; before the partition goes, after it was made. */
    void done(Operation operation, int attempt) throws SQLException {
        Effort effort = new Effort(Outcome.DONE, attempt, waitedMillis, null);
        if (begun == null) {
            history.add(entry(operation, next()), effort);
        } else {
            history.end(begun, operation.sql(), effort);
        }
        if (settles(step)) {
            history.settle(List.of(step.partitionOid()));
        }
    }

    /** Whether nothing is left to be done to the partition afterwards. */
    static boolean settles(Step step) {
        return step.kind() == StepKind.DROP || step.kind() == StepKind.ARCHIVE;
    }

    /** By itself, as nothing else was done. */
    void notDone(LockPolicy locks, Outcome outcome, int attempts, String why) throws SQLException {
        ShortTransaction.run(connection, locks, () -> {
            Effort effort = new Effort(outcome, attempts, waitedMillis, why);
            if (begun == null) {
                history.add(entry(null), effort);
            } else {
                history.end(begun, step.operation().sql(), effort);
            }
        });
    }

    /** Once it is done. */
    History.Entry entry() {
        return entry(next());
    }

    History.Entry entry(@Nullable String next) {
        return entry(step.operation(), next);
    }

    private @Nullable String next() {
        return plan.after(step).map(StepKind::word).orElse(null);
    }

    private History.Entry entry(Operation operation, @Nullable String next) {
        return new History.Entry(
                plan.tableOid(),
                plan.table().sql(),
                step.kind().word(),
                step.partition().sql(),
                step.partitionOid(),
                !step.below().isEmpty() || step.operation() instanceof CreatePartitionTree,
                step.bounds().sql(),
                step.reason(),
                operation.sql(),
                next);
    }
}
