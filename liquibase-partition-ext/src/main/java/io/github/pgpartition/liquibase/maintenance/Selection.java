package io.github.pgpartition.liquibase.maintenance;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Optional;

/**
 * Which managed tables are meant: one of them, those of a schema, or all.
 *
 * @param schema counts where there is no table
 */
public record Selection(Optional<QualifiedName> table, Optional<Identifier> schema) {

    public static Selection of(QualifiedName table) {
        return new Selection(Optional.of(table), Optional.empty());
    }

    public static Selection ofSchema(Identifier schema) {
        return new Selection(Optional.empty(), Optional.of(schema));
    }

    public static Selection all() {
        return new Selection(Optional.empty(), Optional.empty());
    }

    /** Whether a table that is not named is meant. */
    boolean takes(QualifiedName managed) {
        return schema.isEmpty() || managed.schema().equals(schema);
    }

    /** Reads on after "maintenance of ". */
    @Override
    public String toString() {
        return table.map(QualifiedName::sql)
                .or(() -> schema.map(s -> "every managed table of schema " + s.sql()))
                .orElse("every managed table");
    }
}
