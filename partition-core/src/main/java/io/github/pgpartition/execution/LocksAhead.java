package io.github.pgpartition.execution;

import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.RemoveDefault;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * The locks that taking something away needs, taken before, so that it is looked at again under them. Tables that refer to the parent come
 * first, then the parent, then the rest: the order in which writers take theirs.
 */
final class LocksAhead {

    private final Operation operation;
    private final List<TableLock> referring;

    LocksAhead(Operation operation) {
        this.operation = operation;
        referring = operation instanceof DetachPartition detach ? detach.foreignKeyLocks() : List.of();
    }

    /** @param foreign whether the partition is a foreign table */
    void take(LockBudget budget, QualifiedName partition, boolean foreign) throws SQLException {
        List<TableLock> wanted = operation.statements().stream()
                .flatMap(s -> s.locks().stream())
                .distinct()
                .sorted(Comparator.comparing(l -> referring.contains(l) ? 0 : isParent(l.table()) ? 1 : 2))
                .toList();
        for (TableLock lock : wanted) {
            budget.execute(
                    foreign && lock.table().equals(partition) ? lock.statementOnForeignTable() : statement(lock));
        }
    }

    private SqlStatement statement(TableLock lock) {
        boolean withPartitions = !(operation instanceof DetachPartition || operation instanceof RemoveDefault)
                || (referring.contains(lock) && lock.mode() != LockMode.ACCESS_EXCLUSIVE);
        return withPartitions ? lock.statementWithPartitions() : lock.statement();
    }

    private boolean isParent(QualifiedName table) {
        return operation instanceof DetachPartition detach && table.equals(detach.parent());
    }

    @Override
    public String toString() {
        return "locks to " + operation.describe();
    }
}
