package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.operation.AttachPartitionOnline;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.DetachMode;
import io.github.pgpartition.operation.DropPartition;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several operations in a transaction that somebody else has begun: its locks stay until it ends. */
class CallersTransactionTest extends OperationsFixture {

    private static final QualifiedName OTHER = QualifiedName.of("App data", "Other");
    private static final PartitionBounds NEXT = RangeBounds.of("10", "20");

    /** Twenty seconds and more, if all of them were used. */
    private static final LockPolicy LOCKS = new LockPolicy(Duration.ofMillis(200), 20);

    private Connection connection;
    private OperationRunner runner;

    @BeforeEach
    void begin() throws SQLException {
        db.execute("CREATE TABLE " + OTHER.sql() + " (\"Id\" bigint)", "INSERT INTO " + OTHER.sql() + " VALUES (1)");
        connection = db.connect();
        connection.setAutoCommit(false);
        runner = new OperationRunner(connection, LOCKS);
    }

    @AfterEach
    void end() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void othersWaitOneTimeoutForWhatIsLockedAlready() {
        runner.run(new DropPartition(EVENTS, OLD, DetachMode.PLAIN));
        try (var writer = db.session("BEGIN", "UPDATE " + OTHER.sql() + " SET \"Id\" = 2");
                var reader = db.session("SELECT 1")) {
            CompletableFuture<Void> read = queue(reader, "SELECT count(*) FROM " + EVENTS.sql());
            long start = System.nanoTime();
            assertThatThrownBy(() -> runner.run(new DropTable(OTHER)))
                    .hasMessageStartingWith(
                            "Cannot drop table \"App data\".\"Other\": 1 attempt of 200 ms did not get the lock; in the way: pid "
                                    + writer.pid())
                    .hasMessageContaining(
                            "it is not tried again, since others wait meanwhile for what this transaction has locked before: "
                                    + "AccessExclusiveLock on \"App data\".\"Events\"")
                    .hasMessageEndingWith(
                            "Give each change a transaction of its own, in Liquibase a changeset, and run it again.");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            rollback();
            assertThat(read).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tablesThatTheTransactionHasMadeDoNotCount() throws Exception {
        QualifiedName made = QualifiedName.of("App data", "Made");
        runner.run(
                "make a table",
                List.of(SqlStatement.of(
                        "CREATE TABLE " + made.sql() + " (LIKE " + EVENTS.sql() + ") PARTITION BY RANGE (\"Id\")")));
        runner.run(CreatePartition.of(made, QualifiedName.of("App data", "MadeToo"), NEXT));
        try (var writer = db.session("BEGIN", "UPDATE " + OTHER.sql() + " SET \"Id\" = 2")) {
            int pid = pid(connection);
            CompletableFuture<Boolean> drop = CompletableFuture.supplyAsync(() -> runner.run(new DropTable(OTHER)));
            awaitWaiting(pid, "DROP TABLE");
            Thread.sleep(2 * LOCKS.timeout().toMillis());
            writer.execute("COMMIT");
            assertThat(drop).succeedsWithin(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void operationOfSeveralTransactionsIsRefused() {
        var attach = new AttachPartitionOnline(EVENTS, OTHER, NEXT, "true");
        assertThatThrownBy(() -> runner.run(attach))
                .hasMessage(
                        "Cannot attach partition \"App data\".\"Other\" to \"App data\".\"Events\": it takes several"
                                + " transactions, and the connection is in one. Run it outside a transaction, on a connection in"
                                + " autocommit.");
        assertThat(runner.run(CreatePartition.of(EVENTS, QualifiedName.of("App data", "Next"), NEXT)))
                .isTrue();
    }
}
