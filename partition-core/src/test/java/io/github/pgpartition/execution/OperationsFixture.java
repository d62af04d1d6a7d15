package io.github.pgpartition.execution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.testkit.PostgresDatabase;
import io.github.pgpartition.testkit.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Table {@code "App data"."Events"} with partition {@code "Old"}, 0 to 10, and operations that are run and killed on it. */
abstract class OperationsFixture {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    static final QualifiedName EVENTS = QualifiedName.of("App data", "Events");
    static final QualifiedName OLD = QualifiedName.of("App data", "Old");
    static final LockPolicy IMPATIENT = new LockPolicy(Duration.ofMillis(50), 1);
    private static final LockPolicy PATIENT = new LockPolicy(Duration.ofMinutes(1), 0);

    @BeforeEach
    void makeTable() {
        db.execute(
                "DROP SCHEMA IF EXISTS \"App data\" CASCADE",
                "CREATE SCHEMA \"App data\"",
                "CREATE TABLE \"App data\".\"Events\" (\"Id\" bigint NOT NULL) PARTITION BY RANGE (\"Id\")",
                "CREATE TABLE \"App data\".\"Old\" PARTITION OF \"App data\".\"Events\" FOR VALUES FROM (0) TO (10)");
    }

    /** Whether there was something to do. */
    static boolean run(Operation operation) {
        return run(operation, LockPolicy.DEFAULT);
    }

    static boolean run(Operation operation, LockPolicy locks) {
        return db.run("run it", connection -> new OperationRunner(connection, locks).run(operation));
    }

    /** Ends the session that runs an operation, as soon as it waits for a lock with that statement. */
    static void killWhileItWaits(Operation operation, String statement, Runnable whileItWaits) throws SQLException {
        try (Connection connection = db.connect()) {
            int pid = pid(connection);
            CompletableFuture<Boolean> running =
                    CompletableFuture.supplyAsync(() -> new OperationRunner(connection, PATIENT).run(operation));
            awaitWaiting(pid, statement);
            whileItWaits.run();
            db.terminate(pid);
            assertThatThrownBy(running::join).hasMessageContaining("terminating connection");
        }
    }

    static void awaitWaiting(int pid, String statement) {
        await().until(() -> db.queryLong(
                        "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND wait_event_type = 'Lock' AND strpos(query, ?) > 0",
                        pid,
                        statement)
                == 1);
    }

    /** Gets the lock as soon as those before it in the queue have had theirs. */
    static CompletableFuture<Void> queue(Session session, String lock) {
        CompletableFuture<Void> queued = CompletableFuture.runAsync(() -> session.execute(lock));
        awaitWaiting(session.pid(), lock);
        return queued;
    }

    static int pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    static boolean exists(QualifiedName table) {
        return db.queryString("SELECT to_regclass(?)", table.sql()) != null;
    }

    static boolean isPartition(QualifiedName table) {
        return db.queryLong("SELECT count(*) FROM pg_inherits WHERE inhrelid = to_regclass(?)", table.sql()) == 1;
    }

    static boolean isPending(QualifiedName table) {
        return db.queryLong(
                        "SELECT count(*) FROM pg_inherits WHERE inhrelid = to_regclass(?) AND inhdetachpending",
                        table.sql())
                == 1;
    }

    static @Nullable String comment(QualifiedName table) {
        return db.queryString("SELECT obj_description(to_regclass(?), 'pg_class')", table.sql());
    }
}
