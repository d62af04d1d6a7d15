package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a partition out of its parent; the table and its rows stay.
 *
 * <p>Locks: plain, ACCESS EXCLUSIVE on parent, partition and DEFAULT partition; concurrently and finalize (PostgreSQL 14), SHARE UPDATE
 * EXCLUSIVE on the parent and, once nobody uses it any more, ACCESS EXCLUSIVE on the partition. A crash in the middle of CONCURRENTLY
 * leaves the detach pending, for FINALIZE to end. With foreign keys, also ACCESS EXCLUSIVE on tables that refer to the parent, and SHARE
 * ROW EXCLUSIVE on those that it refers to.
 *
 * @param bounds          those that the partition has, where they are known: by them a detach is known again that was ended, but not
 *                        written down
 * @param foreignKeyLocks on tables at the other end of foreign keys
 */
public record DetachPartition(
        QualifiedName parent,
        QualifiedName partition,
        DetachMode mode,
        @Nullable PartitionBounds bounds,
        List<TableLock> foreignKeyLocks)
        implements Operation, Resumable {

    private static final String NOT_IN_PREREQUISITE_STATE = "55000";
    private static final String SYNTAX_ERROR = "42601";

    public DetachPartition {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(mode, "mode");
        foreignKeyLocks = List.copyOf(foreignKeyLocks);
    }

    public DetachPartition(QualifiedName parent, QualifiedName partition, DetachMode mode) {
        this(parent, partition, mode, null, List.of());
    }

    public DetachPartition(
            QualifiedName parent, QualifiedName partition, DetachMode mode, @Nullable PartitionBounds bounds) {
        this(parent, partition, mode, bounds, List.of());
    }

    public DetachPartition(
            QualifiedName parent, QualifiedName partition, DetachMode mode, List<TableLock> foreignKeyLocks) {
        this(parent, partition, mode, null, foreignKeyLocks);
    }

    /** Plain, it is one transaction, and there is nothing to look for. */
    @Override
    public List<Operation> remaining(Whereabouts now) {
        if (mode == DetachMode.PLAIN) {
            return steps();
        }
        return switch (now.place()) {
            case PENDING -> List.of(new DetachPartition(parent, partition, DetachMode.FINALIZE));
            case ALONE -> ended(now);
            default -> steps();
        };
    }

    private List<Operation> ended(Whereabouts now) {
        if (bounds != null && now.hasCheckOf(bounds)) {
            return List.of();
        }
        throw new PartitioningException(
                "Cannot " + describe(),
                "it is no partition of it, and has no CHECK by which a detach of these bounds would be known that was ended before",
                "If an earlier run has detached it, mark the change as run; else correct the name");
    }

    @Override
    public String whatNext(String sqlState) {
        if (mode != DetachMode.PLAIN && sqlState.equals(SYNTAX_ERROR)) {
            return "DETACH PARTITION … CONCURRENTLY and FINALIZE came with PostgreSQL 14: on an older server, detach without";
        }
        return mode == DetachMode.CONCURRENTLY && sqlState.equals(NOT_IN_PREREQUISITE_STATE)
                ? "Where the detach of another partition is pending, end that one first; where there is a DEFAULT partition, detach that"
                        + " first, or leave concurrently out"
                : Operation.super.whatNext(sqlState);
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
