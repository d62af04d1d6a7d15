package io.github.pgpartition.flyway;

import io.github.pgpartition.error.PartitioningException;

/** A pass that did not do everything, where {@code onFailure} is {@code fail}. */
public final class PartitionMaintenanceException extends PartitioningException {

    private static final long serialVersionUID = 1L;

    PartitionMaintenanceException(String failures, String consequence) {
        super(failures + "\n" + consequence
                + ". With flyway.partitions.onFailure=warn this is logged, and migrate succeeds.");
    }
}
