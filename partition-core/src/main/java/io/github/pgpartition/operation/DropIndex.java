package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Drops an index, that of a partitioned table together with those of its partitions. Never CASCADE.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table, and on every partition below it. PostgreSQL has no weaker way for the index of a partitioned
 * table, nor for a part of it.
 */
public record DropIndex(QualifiedName table, QualifiedName index) implements Operation {

    public DropIndex {
        requireNonNull(table, "table");
        requireNonNull(index, "index");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("DROP INDEX " + index.sql()).locking(ACCESS_EXCLUSIVE, table));
    }

    @Override
    public String describe() {
        return "drop index " + index.sql();
    }
}
