package io.github.pgpartition.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import liquibase.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A database with schema {@code "App data"}, and Liquibase on a connection to it. */
abstract class PartitionsFixture {

    @RegisterExtension
    static final PostgresDatabase db = PostgresDatabase.create();

    @TempDir
    Path folder;

    Connection connection;
    LiquibaseRun liquibase;

    @BeforeEach
    void connect() {
        db.execute(
                "DROP SCHEMA IF EXISTS public, pgpartition, \"App data\" CASCADE",
                "CREATE SCHEMA public",
                "CREATE SCHEMA \"App data\"");
        reconnect();
    }

    final void reconnect() {
        connection = db.connect();
        liquibase = new LiquibaseRun(connection, folder);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    /** A changeset in a transaction. {@code @} stands for the attributes that name the table. */
    static String changeSet(String id, String changes) {
        return changeSet(id, "", changes);
    }

    static String outsideTransaction(String id, String changes) {
        return changeSet(id, " runInTransaction=\"false\"", changes);
    }

    private static String changeSet(String id, String attributes, String changes) {
        return "<changeSet id=\"" + id + "\" author=\"test\"" + attributes + ">"
                + changes.replace("@", "schemaName=\"App data\" tableName=\"Events\"") + "</changeSet>\n";
    }

    /** Under a lock policy that gives up soon. */
    final String updateImpatiently(String changeSets) {
        return with(
                Map.of("liquibase.partition.lockTimeout", "50ms", "liquibase.partition.lockRetries", 1),
                () -> liquibase.update(changeSets));
    }

    static String with(Map<String, Object> settings, Scope.ScopedRunnerWithReturn<String> work) {
        try {
            return Scope.child(settings, work);
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    final int pid() throws Exception {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Until a session waits for a lock with that statement, while an update goes on. */
    static void awaitWaitingFor(String sql, int pid, CompletableFuture<String> update) throws Exception {
        while (db.queryLong(
                        "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND wait_event_type = 'Lock' AND query LIKE ?",
                        pid,
                        "%" + sql + "%")
                == 0) {
            try {
                update.get(20, TimeUnit.MILLISECONDS);
                throw new AssertionError("It did not wait");
            } catch (TimeoutException e) {
                assertThat(update).isNotDone();
            }
        }
    }

    /** Names of the partitions of a table in {@code "App data"}, with what kind of relation each is. */
    static List<String> partitions(String table) {
        return db.queryStrings("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = to_regclass(format('"App data".%I', ?)) ORDER BY 1""", table);
    }

    /** Constraints and indexes of a table in {@code "App data"}, as SQL. */
    static List<String> parts(String table) {
        return db.queryStrings("""
                SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = format('"App data".%I', $1)::regclass
                   AND contype <> 'n' -- NOT NULL, which is a constraint from PostgreSQL 18 on and a mark of the column before
                 UNION ALL
                SELECT pg_get_indexdef(indexrelid) FROM pg_index
                 WHERE indrelid = format('"App data".%I', $1)::regclass AND NOT indisprimary ORDER BY 1""".replace("$1", "'" + table + "'"));
    }

    static boolean exists(String table) {
        return db.queryString("SELECT to_regclass(format('\"App data\".%I', ?))", table) != null;
    }
}
