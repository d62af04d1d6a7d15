package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.AttachPartition;
import io.github.pgpartition.operation.DetachPartition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.Resumable;
import io.github.pgpartition.operation.ValidateBoundsCheck;
import io.github.pgpartition.operation.Whereabouts;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations one by one, for migrations and for ad hoc calls: no statement waits for a lock longer than the policy allows, and what
 * waited in vain is tried again.
 *
 * <p>On a connection in autocommit each step of an operation is a transaction; else all of it happens behind savepoints in the caller's,
 * and what needs several is refused. A caller's transaction keeps its locks until it ends: once it has one that readers or writers of a
 * table wait for, nothing is tried twice, so that each step makes them wait for no longer than the policy's timeout.
 * A {@link Resumable} operation goes on from where an earlier run was interrupted, and does nothing where that had ended.
 */
public final class OperationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);
    private static final String CHECK_VIOLATION = "23514";

    private static final String PENDING = "The detach is pending, and the rows of the partition are hidden; end that"
            + " session or raise lockTimeout, and run it again to end it";

    private static final String NOT_AGAIN =
            "it is not tried again, since others wait meanwhile for what this" + " transaction has locked before: ";
    private static final String APART =
            "Give each change a transaction of its own, in Liquibase a changeset, and run it again";

    private final Connection connection;
    private final LockPolicy locks;
    private final BoundedStatements statements;

    public OperationRunner(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
        this.statements = new BoundedStatements(connection, locks);
    }

    /** Whether there was something to do: false where an earlier run had done all of it. */
    public boolean run(Operation operation) {
        requireNoTransactionAround(operation);
        List<Operation> steps = remaining(operation);
        if (steps.isEmpty()) {
            LOG.info("Nothing to do: an earlier run did {}", operation.describe());
            return false;
        }
        steps.forEach(this::lookAhead);
        try {
            steps.forEach(this::step);
        } catch (PartitioningException e) {
            giveUp(operation, e);
            throw e;
        }
        return true;
    }

    /** SQL that is no operation, as one step. What it does reads on after "Cannot ". */
    public void run(String what, List<SqlStatement> sql) {
        try {
            retried(what, sql, () -> statements.inTransaction(sql), new Standing(null));
        } catch (SQLException e) {
            throw refused(what, sql, e);
        }
    }

    private void requireNoTransactionAround(Operation operation) {
        try {
            if (!operation.mayRunInTransaction() && !connection.getAutoCommit()) {
                throw new PartitioningException(
                        "Cannot " + operation.describe(),
                        "it takes several transactions, and the connection is in one",
                        "Run it outside a transaction, on a connection in autocommit");
            }
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot " + operation.describe(), "none", e, "Check the connection");
        }
    }

    private List<Operation> remaining(Operation operation) {
        return operation instanceof Resumable resumable
                ? resumable.remaining(whereabouts(resumable))
                : operation.steps();
    }

    private Whereabouts whereabouts(Resumable operation) {
        return new CatalogWhereabouts(connection, locks, operation);
    }

    private void lookAhead(Operation step) {
        try {
            if (step instanceof AttachPartition attach) {
                Attachable.check(connection, attach);
            }
        } catch (SQLException e) {
            throw refused(step.describe(), step.statements(), e);
        }
    }

    private void step(Operation step) {
        try {
            retried(step.describe(), step.statements(), () -> attempt(step), new Standing(step));
        } catch (SQLException e) {
            throw step instanceof ValidateBoundsCheck check && CHECK_VIOLATION.equals(e.getSQLState())
                    ? ViolatedCheck.explain(connection, check)
                    : Refusal.explain(connection, locks, step, e);
        }
    }

    /** An attempt may have begun what the next one has to end, so each looks again. */
    private void attempt(Operation step) throws SQLException {
        for (Operation part : remaining(step)) {
            statements.run(part);
        }
    }

    private void retried(String what, List<SqlStatement> sql, ShortTransaction.Work work, Standing standing)
            throws SQLException {
        Optional<String> held = StrongLocks.heldBy(connection);
        try {
            LockRetry.run(held.isPresent() ? locks.once() : locks, attempt -> work.run());
        } catch (LockRetry.Exhausted e) {
            if (standing.endedPatiently()) {
                return;
            }
            String why = Blockers.explain(connection, lockedTables(sql), locks, e.attempts());
            throw held.isPresent()
                    ? new PartitioningException("Cannot " + what, why + "; " + NOT_AGAIN + held.get(), APART)
                    : new PartitioningException("Cannot " + what, why, standing.toText());
        }
    }

    /** How things stand after attempts in vain. */
    private final class Standing {

        private final @Nullable Operation step;

        Standing(@Nullable Operation step) {
            this.step = step;
        }

        private boolean isPending() {
            return step instanceof Resumable resumable && whereabouts(resumable).place() == Whereabouts.Place.PENDING;
        }

        /** Rows are hidden while a detach is pending, and no reader or writer of the table waits behind it: to go on harms least. */
        boolean endedPatiently() throws SQLException {
            if (!(step instanceof DetachPartition detach) || !isPending()) {
                return false;
            }
            long end = System.nanoTime() + locks.patience().toNanos();
            for (int number = 1; System.nanoTime() < end && Backoff.pause(number); number++) {
                try {
                    attempt(detach);
                    return true;
                } catch (SQLException e) {
                    if (!SqlStates.isWorthRetrying(e)) {
                        throw e;
                    }
                }
            }
            return false;
        }

        String toText() {
            if (step == null) {
                return Operation.UNCHANGED;
            }
            return isPending() ? PENDING : step.whenBlocked();
        }
    }

    private static List<QualifiedName> lockedTables(List<SqlStatement> sql) {
        return sql.stream()
                .flatMap(s -> s.locks().stream())
                .map(TableLock::table)
                .distinct()
                .toList();
    }

    private static PartitioningException refused(String what, List<SqlStatement> sql, SQLException e) {
        String text = sql.stream().map(s -> s.text() + ";").collect(joining("\n"));
        return PartitioningException.refused("Cannot " + what, text, e, Operation.CORRECT_IT);
    }

    private void giveUp(Operation operation, PartitioningException reason) {
        try {
            if (operation instanceof Resumable resumable) {
                resumable.whenGivenUp(whereabouts(resumable)).forEach(this::step);
            }
        } catch (PartitioningException e) {
            reason.addSuppressed(e);
        }
    }
}
