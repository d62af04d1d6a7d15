package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;

/** A table of which something could not be done at all. */
public record Failure(QualifiedName table, String message) {

    public Failure {
        requireNonNull(table, "table");
        requireNonNull(message, "message");
    }
}
