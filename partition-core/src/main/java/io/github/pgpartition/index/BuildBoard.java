package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the threads of a build know of each other: tasks that wait, that run, that are over. */
final class BuildBoard {

    /** How a task ended. */
    enum Outcome {
        BUILT,
        ATTACHED,
        LEFT_OUT,
        FAILED
    }

    private final Deque<LeafTask> waiting;
    private final int all;
    private final Map<Integer, RunningTask> running = new LinkedHashMap<>();
    private final Map<LeafTask, Outcome> over = new LinkedHashMap<>();
    private final Deque<String> messages = new ArrayDeque<>();
    private final List<String> failures = new ArrayList<>();
    private int workers;
    private int mostWorkers;
    private int candidates;
    private boolean stopped;

    /** @param tasks in the order in which they are to begin */
    BuildBoard(List<LeafTask> tasks, int candidates) {
        waiting = new ArrayDeque<>(tasks);
        all = tasks.size();
        this.candidates = candidates;
    }

    /** Of somebody who has a connection now. False: there is nothing left to do with it. */
    synchronized boolean join() {
        boolean needed = !stopped && !waiting.isEmpty();
        if (needed) {
            workers++;
            mostWorkers = Math.max(mostWorkers, workers);
        }
        return needed;
    }

    /** Of somebody who had joined. */
    synchronized void leave() {
        workers--;
        notifyAll();
    }

    /** Of somebody who may still have got a connection, and will not any more. */
    synchronized void withdraw() {
        candidates--;
        notifyAll();
    }

    synchronized @Nullable LeafTask next() {
        return stopped ? null : waiting.poll();
    }

    /** Throws what nobody tries again where the build was stopped. */
    synchronized void goOn() throws SQLException {
        if (stopped) {
            throw new SQLException("the build was stopped", SqlState.QUERY_CANCELED);
        }
    }

    synchronized void begin(int pid, LeafTask task, Statement statement) throws SQLException {
        goOn();
        running.put(pid, new RunningTask(task, statement));
    }

    /** Of a statement, not of the task. */
    synchronized @Nullable RunningTask end(int pid) {
        return running.remove(pid);
    }

    synchronized void finish(LeafTask task, Outcome outcome) {
        over.put(task, outcome);
    }

    synchronized void fail(LeafTask task, String why) {
        failures.add(task.table().sql() + ": " + why);
        finish(task, Outcome.FAILED);
    }

    synchronized void say(String message) {
        messages.add(message);
        notifyAll();
    }

    /** Nothing more begins; what runs is canceled. To be repeated, as a statement that is only about to run is not reached. */
    synchronized void stop() {
        stopped = true;
        running.values().forEach(RunningTask::cancel);
    }

    /** Waits for something to happen. False: everybody is done, and so may the caller be. */
    synchronized boolean awaitNews(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0 && messages.isEmpty() && !isOver()) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return !messages.isEmpty() || !isOver();
    }

    /** Nobody works, and either there is nothing left or nobody comes any more who could do it. */
    private boolean isOver() {
        return workers == 0 && (stopped || waiting.isEmpty() || candidates == 0);
    }

    synchronized @Nullable String nextMessage() {
        return messages.poll();
    }

    synchronized Map<Integer, RunningTask> running() {
        return Map.copyOf(running);
    }

    synchronized List<QualifiedName> tables(Outcome outcome) {
        return over.entrySet().stream()
                .filter(e -> e.getValue() == outcome)
                .map(e -> e.getKey().table())
                .toList();
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized Collection<LeafTask> over() {
        return List.copyOf(over.keySet());
    }

    /** Those that nobody began. */
    synchronized int notBegun() {
        return waiting.size();
    }

    int all() {
        return all;
    }

    synchronized int mostWorkers() {
        return mostWorkers;
    }

    synchronized long bytesWaiting() {
        return waiting.stream().mapToLong(LeafTask::bytes).sum();
    }
}
