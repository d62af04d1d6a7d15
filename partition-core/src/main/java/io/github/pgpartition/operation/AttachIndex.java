package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.util.List;

/**
 * Makes the index of a partition part of its parent's index, which becomes valid with the last one. On an index that is attached already
 * it only looks whether the parent's can be valid by now.
 *
 * <p>Locks: SHARE UPDATE EXCLUSIVE on the parent's index, ACCESS EXCLUSIVE on the partition's: every query of the partition locks its
 * indexes, so it waits for all transactions that used the partition, and who comes later waits behind it.
 */
public record AttachIndex(QualifiedName parentIndex, QualifiedName index) implements Operation {

    public AttachIndex {
        requireNonNull(parentIndex, "parentIndex");
        requireNonNull(index, "index");
    }

    @Override
    public List<SqlStatement> statements() {
        return List.of(SqlStatement.of("ALTER INDEX " + parentIndex.sql() + " ATTACH PARTITION " + index.sql())
                .locking(ACCESS_EXCLUSIVE, index)
                .locking(SHARE_UPDATE_EXCLUSIVE, parentIndex));
    }

    @Override
    public String describe() {
        return "attach index " + index.sql() + " to " + parentIndex.sql();
    }
}
