package io.github.pgpartition.sql;

import io.github.pgpartition.error.PartitioningException;

/** A name that PostgreSQL could not keep as it is written. */
public final class InvalidNameException extends PartitioningException {

    private static final long serialVersionUID = 1L;

    InvalidNameException(String message) {
        super(message);
    }
}
