package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Drops a table that is no partition any more, with its rows. Never CASCADE: what depends on it makes the server refuse.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table; on a table that is still a partition also on the parent, so detach first.
 */
public record DropTable(QualifiedName table, boolean ifExists) implements Operation {

    public DropTable {
        requireNonNull(table, "table");
    }

    public DropTable(QualifiedName table) {
        this(table, false);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("DROP TABLE " + (ifExists ? "IF EXISTS " : "") + table.sql())
                .locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "drop table " + table.sql();
    }
}
