package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The present of a plan. Where two clocks differ it has two sides: nothing may go that is not over by both.
 *
 * @param creation from which partitions are made ahead
 * @param removal  from which retention counts back
 */
public record Present(Instant creation, Instant removal) {

    public Present {
        requireNonNull(creation, "creation");
        requireNonNull(removal, "removal");
    }

    /** By one clock. */
    public static Present of(Instant now) {
        return new Present(now, now);
    }
}
