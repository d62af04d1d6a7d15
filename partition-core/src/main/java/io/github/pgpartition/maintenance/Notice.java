package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * That an earlier pass has told of a partition, of a tenant that is not registered, which is to be dropped.
 *
 * @param until when it may be dropped at the earliest, by the server's clock
 * @param over  whether that time has come
 */
public record Notice(Instant until, boolean over) {

    public Notice {
        requireNonNull(until, "until");
    }
}
