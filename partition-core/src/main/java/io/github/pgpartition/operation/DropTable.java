package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.List;

/**
 * Drops a table that is no partition any more, with its rows. Never CASCADE: what depends on it makes the server refuse.
 *
 * <p>Locks: ACCESS EXCLUSIVE on the table, on its partitions if it has some, and on each table that a foreign key of it refers to; on a
 * table that is still a partition also on the parent, so detach first.
 *
 * @param foreign    whether it is a foreign table: its rows stay where they are
 * @param otherLocks that it takes beside that on the table
 */
public record DropTable(QualifiedName table, boolean ifExists, boolean foreign, List<TableLock> otherLocks)
        implements Operation {

    public DropTable {
        requireNonNull(table, "table");
        otherLocks = List.copyOf(otherLocks);
    }

    public DropTable(QualifiedName table, boolean ifExists) {
        this(table, ifExists, false, List.of());
    }

    public DropTable(QualifiedName table) {
        this(table, false);
    }

    @Override
    public List<SqlStatement> statements() {
        SqlStatement drop = SqlStatement.of(
                        "DROP " + (foreign ? "FOREIGN " : "") + "TABLE " + (ifExists ? "IF EXISTS " : "") + table.sql())
                .locking(ACCESS_EXCLUSIVE, table);
        return List.of(drop.locking(otherLocks));
    }

    @Override
    public String describe() {
        return (foreign ? "drop foreign table " : "drop table ") + table.sql();
    }
}
