package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.History.Effort;
import io.github.pgpartition.registry.History.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the history is told of the steps of one table. */
final class StepRecords {

    private final History history;
    private final Connection connection;
    private final TablePlan plan;
    private final Map<Long, StepRecord> announced = new HashMap<>();

    StepRecords(Connection connection, TablePlan plan) {
        this.connection = connection;
        this.plan = plan;
        history = new History(connection);
    }

    /** Of a step that is done by itself; the entry that there is already where it was announced with others. */
    StepRecord of(Step step) {
        StepRecord known = step.kind() == StepKind.DETACH ? announced.remove(step.partitionOid()) : null;
        return known == null ? fresh(step) : known;
    }

    private StepRecord fresh(Step step) {
        return new StepRecord(connection, plan, step);
    }

    /**
     * Detaches that are to come one after another, each when {@link StepRecord#begin} says so: until then nothing follows from its entry, as
     * it may still be somebody else who does it.
     */
    void announce(List<Step> detaches) throws SQLException {
        OneMessage message = new OneMessage();
        OneMessage.Answer<Map<Long, Long>> ids = history.add(
                detaches.stream().map(step -> fresh(step).entry(null)).toList(),
                new Effort(Outcome.BEGUN, 1, 0, null),
                message);
        OneMessage.Answer<Boolean> oneMessage = message.askIfOne();
        message.send(connection);
        for (Step step : detaches) {
            Optional<Long> id = Optional.ofNullable(ids.get().get(step.partitionOid()));
            announced.put(step.partitionOid(), fresh(step).announced(id, oneMessage.get()));
        }
    }

    /** Of one that was announced, and goes on being so. */
    StepRecord announced(Step step) {
        return announced.getOrDefault(step.partitionOid(), fresh(step));
    }

    /**
     * Those detaches are done, at the first attempt. What was written of the others is taken back: nothing may follow from the entry of one
     * that was not done, and whoever tries it again writes an entry of its own. To be forgotten once that is committed.
     */
    void end(List<Step> done, List<Step> announced) throws SQLException {
        List<Step> others =
                announced.stream().filter(step -> !done.contains(step)).toList();
        if (!done.isEmpty()) {
            history.end(ids(done), new Effort(Outcome.DONE, 1, 0, null));
        }
        if (!others.isEmpty()) {
            history.remove(ids(others));
        }
    }

    private List<Long> ids(List<Step> detaches) {
        return detaches.stream().flatMap(step -> announced(step).id().stream()).toList();
    }

    void forget(List<Step> detaches) {
        detaches.forEach(step -> announced.remove(step.partitionOid()));
    }

    /** Of a detach whose entry still says that it was begun. A later pass understands that, and before a drop it is looked at anyway. */
    static String notWritten(Step step, SQLException e) {
        return "partition " + step.partition().sql()
                + " was detached, but pgpartition.history could not be told that this has ended: " + e.getMessage();
    }

    /**
     * Steps are done together, at the first attempt, in the transaction that this is written in: before partitions go, after they were made.
     *
     * @param waitedMillis for the locks of that transaction
     * @param message      by which it is written, once it is sent
     */
    void done(List<Step> steps, long waitedMillis, OneMessage message) {
        history.add(
                steps.stream().map(step -> fresh(step).entry()).toList(),
                new Effort(Outcome.DONE, 1, waitedMillis, null),
                message);
        List<Long> settled = steps.stream()
                .filter(StepRecord::settles)
                .map(Step::partitionOid)
                .toList();
        if (!settled.isEmpty()) {
            history.settle(settled, message);
        }
    }
}
