package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes a stand-alone table a partition.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the table and on a DEFAULT partition. Both are scanned under it,
 * unless a valid CHECK proves that they hold nothing wrong.
 */
public record AttachPartition(QualifiedName parent, QualifiedName partition, PartitionBounds bounds)
        implements Operation {

    public AttachPartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of(
                        "ALTER TABLE " + parent.sql() + " ATTACH PARTITION " + partition.sql() + " " + bounds.sql())
                .locking(ACCESS_EXCLUSIVE, partition)
                .locking(SHARE_UPDATE_EXCLUSIVE, parent));
    }

    @Override
    public String describe() {
        return "attach partition " + partition.sql() + " to " + parent.sql();
    }
}
