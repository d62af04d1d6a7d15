package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Adds a CHECK that new rows must meet and old ones are not looked at for. One of that name, left by an attempt that was interrupted, is
 * replaced.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table, for a moment.
 */
public record AddBoundsCheck(QualifiedName table, Identifier name, String condition) implements Operation {

    public AddBoundsCheck {
        requireNonNull(table, "table");
        requireNonNull(name, "name");
        requireNonNull(condition, "condition");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("ALTER TABLE " + table.sql() + " DROP CONSTRAINT IF EXISTS " + name.sql()
                        + ", ADD CONSTRAINT " + name.sql() + " CHECK (" + condition + ") NOT VALID")
                .locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "add check " + name.sql() + " to " + table.sql();
    }
}
