package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.Partition;

/**
 * A partition that retention would drop, was it not of a tenant that is not registered, and not long enough told of.
 *
 * @param reason why it is to go
 */
public record Waiting(Partition partition, String reason) {

    public Waiting {
        requireNonNull(partition, "partition");
        requireNonNull(reason, "reason");
    }
}
