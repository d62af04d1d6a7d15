package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.List;

/**
 * Takes a partition out of its parent; the table and its rows stay.
 *
 * <p>Locks: plain, ACCESS EXCLUSIVE on parent, partition and DEFAULT partition; concurrently and finalize (PostgreSQL 14), SHARE UPDATE
 * EXCLUSIVE on the parent and, once nobody uses it any more, ACCESS EXCLUSIVE on the partition. A crash in the middle of CONCURRENTLY
 * leaves the detach pending, for FINALIZE to end. With foreign keys, also ACCESS EXCLUSIVE on tables that refer to the parent, and SHARE
 * ROW EXCLUSIVE on those that it refers to.
 *
 * @param foreignKeyLocks on tables at the other end of foreign keys
 */
public record DetachPartition(
        QualifiedName parent, QualifiedName partition, DetachMode mode, List<TableLock> foreignKeyLocks)
        implements Operation {

    public DetachPartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(mode, "mode");
        foreignKeyLocks = List.copyOf(foreignKeyLocks);
    }

    public DetachPartition(QualifiedName parent, QualifiedName partition, DetachMode mode) {
        this(parent, partition, mode, List.of());
    }

    @Override
    public List<SqlStatement> statements() {
        SqlStatement detach = SqlStatement.of(
                        "ALTER TABLE " + parent.sql() + " DETACH PARTITION " + partition.sql() + mode.suffix())
                .locking(mode.parentLock(), parent)
                .locking(ACCESS_EXCLUSIVE, partition)
                .locking(foreignKeyLocks);
        return List.of(mode.mayRunInTransaction() ? detach : detach.outsideTransaction());
    }

    @Override
    public String describe() {
        return "detach partition " + partition.sql() + " from " + parent.sql();
    }
}
