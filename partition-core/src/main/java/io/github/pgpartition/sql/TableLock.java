package io.github.pgpartition.sql;

import static java.util.Objects.requireNonNull;

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
