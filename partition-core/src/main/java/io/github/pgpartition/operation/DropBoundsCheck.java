package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Removes a CHECK that has served its purpose; running it again does nothing.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table, for a moment.
 */
public record DropBoundsCheck(QualifiedName table, Identifier name) implements Operation {

    public DropBoundsCheck {
        requireNonNull(table, "table");
        requireNonNull(name, "name");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("ALTER TABLE " + table.sql() + " DROP CONSTRAINT IF EXISTS " + name.sql())
                .locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "drop check " + name.sql() + " of " + table.sql();
    }
}
