package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Moves a table to another schema; its indexes go along.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table.
 */
public record MoveToSchema(QualifiedName table, Identifier schema) implements Operation {

    public MoveToSchema {
        requireNonNull(table, "table");
        requireNonNull(schema, "schema");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("ALTER TABLE " + table.sql() + " SET SCHEMA " + schema.sql())
                .locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "move table " + table.sql() + " to schema " + schema.sql();
    }
}
