package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partition in one statement: for tables that nobody uses yet, as in the migration that makes the table.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the parent and on its DEFAULT partition, which is scanned. On a live table use
 * {@link CreatePartitionOnline}.
 *
 * @param subPartitionedBy makes the new partition a partitioned table itself
 */
public record CreatePartition(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable PartitionKey subPartitionedBy,
        @Nullable Identifier tablespace)
        implements Operation {

    public CreatePartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    public static CreatePartition of(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        return new CreatePartition(parent, partition, bounds, null, null);
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(
                SqlStatement.of("CREATE TABLE " + partition.sql() + " PARTITION OF " + parent.sql() + " " + bounds.sql()
                                + (subPartitionedBy == null ? "" : " " + subPartitionedBy.sql())
                                + Tablespace.clause(tablespace))
                        .locking(ACCESS_EXCLUSIVE, parent));
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql();
    }
}
