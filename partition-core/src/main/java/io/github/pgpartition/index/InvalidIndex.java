package io.github.pgpartition.index;

import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.ShortTransaction;
import io.github.pgpartition.operation.DropIndex;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What an interrupted build leaves. It is dropped only after a last look under a lock that every build of an index holds from beginning to
 * end: an index that somebody builds at this moment is invalid too, and valid when they let go.
 */
final class InvalidIndex {

    private static final String STILL_INVALID = """
            SELECT FROM pg_catalog.pg_index i
             WHERE i.indexrelid = pg_catalog.to_regclass(?)::pg_catalog.oid
               AND i.indrelid = ?::pg_catalog.oid
               AND NOT i.indisvalid
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
            """;

    private static final String IS_PARTITION = """
            SELECT FROM pg_catalog.pg_inherits h
             WHERE h.inhrelid = ?::pg_catalog.oid AND h.inhparent = ?::pg_catalog.oid
            """;

    private InvalidIndex() {}

    /** One attempt; nothing happens where it is gone, valid or attached by now. */
    static void drop(Connection connection, LockPolicy locks, IndexNode leaf, QualifiedName index) throws SQLException {
        if (!isInvalid(connection, leaf, index)) {
            return;
        }
        ShortTransaction.run(connection, locks, () -> {
            execute(
                    connection,
                    new TableLock(SHARE_UPDATE_EXCLUSIVE, leaf.table())
                            .statement()
                            .text());
            if (isInvalid(connection, leaf, index)) {
                execute(
                        connection,
                        new DropIndex(leaf.table(), index).statements().get(0).text());
            }
        });
    }

    private static boolean isInvalid(Connection connection, IndexNode leaf, QualifiedName index) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STILL_INVALID)) {
            query.setString(1, index.sql());
            query.setLong(2, leaf.oid());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    static boolean isPartition(Connection connection, LeafTask task) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(IS_PARTITION)) {
            query.setLong(1, task.leaf().oid());
            query.setLong(2, task.parentOid());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
