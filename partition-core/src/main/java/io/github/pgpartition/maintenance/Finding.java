package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;

/** Something about a table that a pass will not mend by itself, and that somebody should know. */
public record Finding(QualifiedName table, String message) {

    public Finding {
        requireNonNull(table, "table");
        requireNonNull(message, "message");
    }
}
