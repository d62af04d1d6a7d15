package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_SHARE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.Placement;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a stand-alone table with the columns of another.
 *
 * <p>Locks: ACCESS SHARE on the source, as a SELECT takes.
 *
 * @param partitionedBy makes the new table a partitioned one
 */
public record CreateTableLike(
        QualifiedName source,
        QualifiedName table,
        LikeOptions options,
        @Nullable PartitionKey partitionedBy,
        Placement placement)
        implements Operation {

    public CreateTableLike {
        Requirements.parentAndPartition(source, table);
        requireNonNull(options, "options");
        requireNonNull(placement, "placement");
        placement = partitionedBy == null ? placement : placement.ofPartitionedTable();
    }

    public static CreateTableLike of(QualifiedName source, QualifiedName table, LikeOptions options) {
        return new CreateTableLike(source, table, options, null, Placement.DEFAULT);
    }

    @Override
    public List<SqlStatement> statements() {
        Identifier method = placement.accessMethod();
        return List.of(SqlStatement.of((placement.unlogged() ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ") + table.sql()
                        + " (LIKE " + source.sql() + options.sql() + ")"
                        + (partitionedBy == null ? "" : " " + partitionedBy.sql())
                        + (method == null ? "" : " USING " + method.sql())
                        + Tablespace.clause(placement.tablespace()))
                .locking(ACCESS_SHARE, source));
    }

    @Override
    public String describe() {
        return "create table " + table.sql() + " like " + source.sql();
    }
}
