package io.github.pgpartition.index;

import java.sql.SQLException;
import java.sql.Statement;

/** A statement of a task while it runs, and how far the server says it is. */
final class RunningTask {

    private final LeafTask task;
    private final Statement statement;
    private volatile String phase = "";
    private volatile int percent;
    private volatile boolean canceled;
    private int seenBlocking;

    RunningTask(LeafTask task, Statement statement) {
        this.task = task;
        this.statement = statement;
    }

    LeafTask task() {
        return task;
    }

    String phase() {
        return phase;
    }

    int percent() {
        return percent;
    }

    void at(String newPhase, int newPercent) {
        phase = newPhase;
        percent = newPercent;
    }

    /** Whether it only waits for others, so that nothing is gained by others waiting for it. */
    boolean isWaiting() {
        return phase.startsWith("waiting for");
    }

    /** How many looks in a row found somebody behind it. */
    int blocking(boolean somebody) {
        seenBlocking = somebody ? seenBlocking + 1 : 0;
        return seenBlocking;
    }

    /** Whether it was ended from here. */
    boolean isCanceled() {
        return canceled;
    }

    void cancel() {
        canceled = true;
        try {
            statement.cancel();
        } catch (SQLException e) {
            canceled = false;
        }
    }
}
