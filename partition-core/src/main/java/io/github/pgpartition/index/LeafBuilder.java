package io.github.pgpartition.index;

import io.github.pgpartition.execution.Blockers;
import io.github.pgpartition.execution.LockRetry;
import io.github.pgpartition.index.BuildBoard.Outcome;
import io.github.pgpartition.operation.AttachIndex;
import io.github.pgpartition.operation.CreateIndex;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.IndexMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Takes tasks from the board until there are none, on one connection. One partition's failure stops no other; a build that failed leaves
 * no invalid index behind, unless its connection is gone or the lock for dropping it is not to be had: then the next run drops it.
 */
final class LeafBuilder {

    private final BuildSession session;
    private final Connection connection;
    private final BuildBoard board;
    private final IndexBuildOptions options;
    private final IndexDefinition definition;

    LeafBuilder(BuildSession session, BuildBoard board, IndexBuildOptions options, IndexDefinition definition) {
        this.session = session;
        this.connection = session.connection();
        this.board = board;
        this.options = options;
        this.definition = definition;
    }

    void work() throws SQLException {
        LeafTask task = board.next();
        while (task != null) {
            run(task);
            task = connection.isClosed() ? null : board.next();
        }
    }

    private void run(LeafTask task) {
        CreateIndex create = new CreateIndex(
                task.table(),
                task.newName(),
                definition,
                options.concurrently() ? IndexMode.CONCURRENTLY : IndexMode.PLAIN);
        try {
            QualifiedName index = task.readyOrNull() == null
                    ? build(task, create)
                    : task.readyOrNull().name();
            if (task.parentIndexOrNull() != null) {
                attach(task, new AttachIndex(task.parentIndexOrNull(), index));
            }
            board.finish(task, task.builds() ? Outcome.BUILT : Outcome.ATTACHED);
        } catch (SQLException e) {
            failed(task, create, e);
        }
    }

    private QualifiedName build(LeafTask task, CreateIndex create) throws SQLException {
        LockRetry.run(options.locks(), attempt -> {
            board.goOn();
            if (task.leftoverOrNull() != null) {
                drop(task, task.leftoverOrNull().name());
            }
            if (attempt > 1) {
                drop(task, create.index());
                if (!InvalidIndex.isPartition(connection, task)) {
                    throw new SQLException(task.table().sql() + " is no partition any more");
                }
            }
            execute(task, create.statements().get(0).text());
        });
        return create.index();
    }

    private void drop(LeafTask task, QualifiedName leftover) throws SQLException {
        InvalidIndex.drop(connection, options.locks(), task.leaf(), leftover);
    }

    /**
     * All in one round trip, and so in one transaction: a failure takes the settings back too. SET needs no snapshot, for which other
     * builds would have to wait.
     */
    private void attach(LeafTask task, AttachIndex attach) throws SQLException {
        String bounded =
                "SET lock_timeout = " + SqlLiteral.quote(options.locks().setting()) + "; "
                        + attach.statements().get(0).text() + "; SET lock_timeout = "
                        + SqlLiteral.quote(options.buildLockTimeout());
        LockRetry.run(options.locks(), attempt -> execute(task, bounded));
    }

    private void execute(LeafTask task, String sql) throws SQLException {
        RunningTask running = null;
        try (Statement statement = connection.createStatement()) {
            board.begin(session.pid(), task, statement);
            try {
                statement.execute(sql);
            } finally {
                running = board.end(session.pid());
            }
        } catch (SQLException e) {
            boolean yielded =
                    running != null && running.isCanceled() && SqlState.QUERY_CANCELED.equals(e.getSQLState());
            throw yielded
                    ? new SQLException("canceled, as another session waited for it", SqlState.LOCK_NOT_AVAILABLE, e)
                    : e;
        }
    }

    private void failed(LeafTask task, CreateIndex create, SQLException failure) {
        try {
            if (!InvalidIndex.isPartition(connection, task)) {
                board.say(task.table().sql() + " is no partition any more: left out");
                cleanUp(task, create, "stays, and no run drops it from a table that is no partition");
                board.finish(task, Outcome.LEFT_OUT);
                return;
            }
            String why = why(create, failure);
            cleanUp(task, create, "stays for now, and the next run drops it");
            board.fail(task, why);
        } catch (SQLException e) {
            board.fail(task, text(failure));
        }
    }

    private void cleanUp(LeafTask task, CreateIndex create, String orElse) {
        try {
            if (task.builds()) {
                drop(task, create.index());
            }
        } catch (SQLException e) {
            board.say("Invalid index " + create.index().sql() + " " + orElse + ": " + text(e));
        }
    }

    private String why(CreateIndex create, SQLException failure) throws SQLException {
        if (!(failure instanceof LockRetry.Exhausted exhausted)) {
            return text(failure);
        }
        List<String> blockers = Blockers.of(connection, List.of(create.table(), create.index()));
        return "after " + exhausted.attempts() + (exhausted.attempts() == 1 ? " attempt: " : " attempts: ")
                + text(failure)
                + (blockers.isEmpty() ? "" : "; in the way: " + String.join("; ", blockers));
    }

    private static String text(SQLException e) {
        String message =
                String.valueOf(e.getMessage()).replaceAll("\\s*\\n\\s*", "; ").strip();
        return message + " (SQLSTATE " + e.getSQLState() + ")";
    }
}
