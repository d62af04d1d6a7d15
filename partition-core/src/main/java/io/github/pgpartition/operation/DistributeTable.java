package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Spreads a new table over the workers of a Citus cluster; its partitions follow.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table.
 */
public record DistributeTable(QualifiedName table, Identifier column) implements Operation {

    public DistributeTable {
        requireNonNull(table, "table");
        requireNonNull(column, "column");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("SELECT pg_catalog.create_distributed_table(" + SqlLiteral.quote(table.sql())
                        + ", " + SqlLiteral.quote(column.value()) + ")")
                .locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "distribute table " + table.sql() + " by " + column.sql();
    }
}
