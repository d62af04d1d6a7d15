package io.github.pgpartition.sql;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.List;

/** A lock that a statement takes, and on what. */
public record TableLock(LockMode mode, QualifiedName table) {

    public TableLock {
        requireNonNull(mode, "mode");
        requireNonNull(table, "table");
    }

    /** Takes it ahead of the statement that needs it, so that facts can be checked under it. Partitions below are left alone. */
    public SqlStatement statement() {
        return SqlStatement.of("LOCK TABLE ONLY " + table.sql() + " IN " + mode.sql() + " MODE")
                .locking(mode, table);
    }

    /** The same with every partition below it, in one statement. */
    public SqlStatement statementWithPartitions() {
        return SqlStatement.of("LOCK TABLE " + table.sql() + " IN " + mode.sql() + " MODE")
                .locking(mode, table);
    }

    /** Several in one statement, in this order; all are of one mode. */
    public static SqlStatement statement(List<TableLock> locks, boolean withPartitions) {
        LockMode mode = locks.get(0).mode;
        String tables = locks.stream()
                .map(lock -> (withPartitions ? "" : "ONLY ") + lock.table.sql())
                .collect(joining(", "));
        return SqlStatement.of("LOCK TABLE " + tables + " IN " + mode.sql() + " MODE")
                .locking(locks);
    }

    /** For a foreign table, on which LOCK is refused: a change that changes nothing, and takes ACCESS EXCLUSIVE. */
    public SqlStatement statementOnForeignTable() {
        return SqlStatement.of("ALTER FOREIGN TABLE " + table.sql() + " SET WITHOUT OIDS")
                .locking(LockMode.ACCESS_EXCLUSIVE, table);
    }

    @Override
    public String toString() {
        return mode.sql() + " on " + table.sql();
    }
}
