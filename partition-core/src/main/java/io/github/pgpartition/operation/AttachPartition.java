package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stand-alone table a partition.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the table and on a DEFAULT partition. Both are scanned under it,
 * unless a valid CHECK proves that they hold nothing wrong.
 *
 * @param defaultPartition of the parent, where it is known to have one: its lock is then told
 */
public record AttachPartition(
        QualifiedName parent,
        QualifiedName partition,
        PartitionBounds bounds,
        @Nullable QualifiedName defaultPartition) implements Operation {

    public AttachPartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(bounds, "bounds");
    }

    public AttachPartition(QualifiedName parent, QualifiedName partition, PartitionBounds bounds) {
        this(parent, partition, bounds, null);
    }

    @Override
    public List<SqlStatement> statements() {
        SqlStatement attach = SqlStatement.of(
                        "ALTER TABLE " + parent.sql() + " ATTACH PARTITION " + partition.sql() + " " + bounds.sql())
                .locking(ACCESS_EXCLUSIVE, partition);
        if (defaultPartition != null) {
            attach = attach.locking(ACCESS_EXCLUSIVE, defaultPartition);
        }
        return List.of(attach.locking(SHARE_UPDATE_EXCLUSIVE, parent));
    }

    @Override
    public String describe() {
        return "attach partition " + partition.sql() + " to " + parent.sql();
    }
}
