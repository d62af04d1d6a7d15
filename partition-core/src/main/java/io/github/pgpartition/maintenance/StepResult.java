package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;

/**
 * What became of a step.
 *
 * @param message  why it was not done; empty where it was
 * @param attempts how often it was tried
 */
public record StepResult(QualifiedName table, Step step, Outcome outcome, String message, int attempts) {

    /** How a step ended. */
    public enum Outcome {
        DONE,
        /** A lock was not to be had, another node is at it, or a hook has put it off: the next pass tries again. */
        DEFERRED,
        FAILED,
        /** Something that is not wrong in itself keeps the partition, such as rows that refer to its rows, or a hook. */
        KEPT,
        /** A step that it builds on was not done. */
        SKIPPED
    }

    public StepResult {
        requireNonNull(table, "table");
        requireNonNull(step, "step");
        requireNonNull(outcome, "outcome");
        requireNonNull(message, "message");
    }

    public boolean isDone() {
        return outcome == Outcome.DONE;
    }
}
