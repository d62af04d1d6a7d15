package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

/**
 * Why rows cannot be taken out of a DEFAULT partition.
 *
 * @param reason reads on after "because": {@code it is a foreign table}
 * @param effect how far it reaches
 */
public record DefaultObstacle(String reason, Effect effect) {

    /** What is impossible. */
    public enum Effect {
        /** Rows cannot be moved; the partition can be promoted as it is. */
        MOVING,
        MOVING_AND_PROMOTING,
        /** Its rows cannot even be looked at. */
        READING
    }

    public DefaultObstacle {
        requireNonNull(reason, "reason");
        requireNonNull(effect, "effect");
    }
}
