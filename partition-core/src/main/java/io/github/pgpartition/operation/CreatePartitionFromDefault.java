package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates a partition whose rows are in the DEFAULT partition, and moves them, in one transaction.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the parent and on the DEFAULT partition, for as long as it takes to move the rows and to scan what is left
 * in DEFAULT. Nothing weaker will do: a reader that planned before the commit and ran after it would look in DEFAULT only, and miss the
 * rows. A transaction in REPEATABLE READ that began before and first reads the table after it may still miss them, as its snapshot is older
 * than the rows in their new place.
 *
 * <p>Triggers of DEFAULT do not fire. Foreign keys are checked by ATTACH. Rows whose key is NULL or outside the bounds stay.
 *
 * @param create makes the partition, as {@link CreatePartitionOnline} or {@link CreatePartitionTree}
 */
public record CreatePartitionFromDefault(QualifiedName parent, QualifiedName partition, Operation create, RowMove rows)
        implements Operation {

    public CreatePartitionFromDefault {
        Requirements.parentAndPartition(parent, partition);
        requireNonNull(create, "create");
        requireNonNull(rows, "rows");
    }

    @Override
    public List<SqlStatement> statements() {
        QualifiedName from = rows.from();
        List<SqlStatement> creating =
                create instanceof CreatePartitionTree tree ? tree.attachedLast() : create.statements();
        int attach = creating.size() - 1;
        List<SqlStatement> all = new ArrayList<>();
        all.add(new TableLock(ACCESS_EXCLUSIVE, parent).statement());
        all.add(new TableLock(ACCESS_EXCLUSIVE, from).statement());
        all.addAll(creating.subList(0, attach));
        rows.triggers().forEach(t -> all.add(SqlStatement.of(t.disable(from)).locking(ACCESS_EXCLUSIVE, from)));
        all.add(SqlStatement.of(rows.sql(partition)).locking(LockMode.ROW_EXCLUSIVE, from));
        all.add(creating.get(attach));
        rows.triggers().forEach(t -> all.add(SqlStatement.of(t.enable(from)).locking(ACCESS_EXCLUSIVE, from)));
        return all;
    }

    @Override
    public String describe() {
        return "create partition " + partition.sql() + " of " + parent.sql() + " with rows of "
                + rows.from().sql();
    }
}
