package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;

/**
 * A trigger that deletes would fire.
 *
 * @param always whether it is enabled on replicas, too: it has to become again what it was
 */
public record RowTrigger(Identifier name, boolean always) {

    public RowTrigger {
        requireNonNull(name, "name");
    }

    String disable(QualifiedName table) {
        return "ALTER TABLE " + table.sql() + " DISABLE TRIGGER " + name.sql();
    }

    String enable(QualifiedName table) {
        return "ALTER TABLE " + table.sql() + " ENABLE " + (always ? "ALWAYS " : "") + "TRIGGER " + name.sql();
    }
}
