package io.github.pgpartition.sql;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One statement, without a closing semicolon, and how it may run.
 *
 * @param locks the table locks that it takes on relations which others may be using, strongest first
 */
public record SqlStatement(String text, Transaction transaction, List<TableLock> locks) {

    /** Whether a statement may stand in a transaction block. */
    public enum Transaction {
        ALLOWED,
        /** Refused by the server in a transaction block: everything CONCURRENTLY. */
        FORBIDDEN
    }

    public SqlStatement {
        requireNonNull(text, "text");
        requireNonNull(transaction, "transaction");
        locks = List.copyOf(locks);
    }

    public static SqlStatement of(String text) {
        return new SqlStatement(text, Transaction.ALLOWED, List.of());
    }

    public SqlStatement locking(LockMode mode, QualifiedName table) {
        return locking(List.of(new TableLock(mode, table)));
    }

    public SqlStatement locking(Collection<TableLock> others) {
        List<TableLock> more = new ArrayList<>(locks);
        more.addAll(others);
        return new SqlStatement(text, transaction, more);
    }

    public SqlStatement outsideTransaction() {
        return new SqlStatement(text, Transaction.FORBIDDEN, locks);
    }

    /** The same with a line of comment before it, for a script. */
    public SqlStatement commented(String comment) {
        return new SqlStatement("-- " + comment.replaceAll("\\R", " ") + "\n" + text, transaction, locks);
    }

    public boolean mayRunInTransaction() {
        return transaction == Transaction.ALLOWED;
    }

    @Override
    public String toString() {
        return text;
    }
}
