package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the steps of one migration share: a connection, how long to wait for locks, and who is told what runs. */
final class MigrationSession {

    private final MigrationContext context;
    private @Nullable Step open;

    MigrationSession(MigrationContext context) {
        this.context = context;
    }

    void begin(Step step) {
        requireNothingOpen();
        open = step;
    }

    void end(Step step) {
        if (open != step) {
            throw new PartitioningException(
                    "Cannot execute " + step, "it was executed before", "Begin a new one for the second time");
        }
        open = null;
    }

    void requireNothingOpen() {
        if (open != null) {
            throw new PartitioningException(
                    "Cannot go on after " + open, "it was begun and not executed", "End it with execute()");
        }
    }

    Connection connection() {
        return context.connection();
    }

    MigrationContext context() {
        return context;
    }

    LockPolicy locks() {
        return context.locks();
    }

    Consumer<String> log() {
        return context.log();
    }

    Names names() {
        return new Names(connection());
    }

    PartitionManager manager() {
        return PartitionManager.builder(connection())
                .lockTimeout(locks().timeout())
                .lockRetries(locks().retries())
                .clock(context.clock())
                .build();
    }

    void run(Operation operation) {
        log().accept(operation.sql());
        new OperationRunner(connection(), locks()).run(operation);
    }

    /** @param what as after "Cannot " */
    void requireNoTransaction(String what, String way) {
        if (inTransaction()) {
            throw new PartitioningException(
                    "Cannot " + what + " " + way,
                    "it takes transactions of its own, or locks that none may keep for long, and this migration is one transaction",
                    "Let the migration extend OnlinePartitionMigration, which runs outside transactions, with nothing else in it");
        }
    }

    boolean inTransaction() {
        try {
            return !connection().getAutoCommit();
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot migrate", "none", e, "Check the connection");
        }
    }

    /** The table without its partitions. */
    PartitionedTable table(QualifiedName name) {
        return BoundedCatalog.onDemand(connection(), locks())
                .withoutPartitions(name)
                .orElseThrow(() -> missing(name));
    }

    /** The table with all below it. */
    PartitionedTable tree(QualifiedName name) {
        return BoundedCatalog.onDemand(connection(), locks()).table(name).orElseThrow(() -> missing(name));
    }

    private PartitioningException missing(QualifiedName name) {
        return NotPartitioned.refusal(connection(), "Cannot use table " + name.sql(), name);
    }
}
