package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a detach of which the history knows only the begin was ours. DETACH CONCURRENTLY leaves a CHECK that says what the bounds said, to
 * the letter; a plain detach leaves none. One that was there before the begin proves nothing.
 *
 * <p>Locks: those of {@link Trial}, and ACCESS SHARE on the table for a moment, bounded by the policy.
 */
final class BegunDetach {

    private static final String LEFT_ITS_CHECK = """
            SELECT EXISTS (
                       SELECT FROM pgpartition.history h
                         JOIN pg_catalog.pg_constraint k ON k.conrelid = h.partition_oid
                        WHERE h.id = ?::pg_catalog.int8
                          AND k.contype = 'c' AND k.convalidated AND k.conislocal AND k.coninhcount = 0 AND NOT k.connoinherit
                          AND pg_catalog.age(k.xmin) < pg_catalog.age(h.xmin)
                          AND pg_catalog.obj_description(k.oid, 'pg_constraint') IS NULL
                          AND pg_catalog.pg_get_constraintdef(k.oid) = pg_catalog.concat('CHECK (', ?::pg_catalog.text, ')'))
            """;

    private static final String SOMEBODY_ELSE = "somebody else seems to have detached it";

    private final Connection connection;
    private final LockPolicy locks;

    BegunDetach(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /**
     * Null where it was.
     *
     * @param historyId    of the entry that says that it was begun
     * @param parentOrNull the table that it was a partition of; null where that is gone
     */
    @Nullable
    String whyNotOurs(long historyId, @Nullable QualifiedName parentOrNull, PartitionBounds bounds) {
        if (parentOrNull == null) {
            return SOMEBODY_ELSE;
        }
        try {
            return leftItsCheck(historyId, parentOrNull, bounds) ? null : SOMEBODY_ELSE;
        } catch (SQLException | PartitioningException e) {
            return "it could not be found out who detached it (" + e.getMessage() + ")";
        }
    }

    private boolean leftItsCheck(long historyId, QualifiedName parent, PartitionBounds bounds) throws SQLException {
        Optional<Trial.Result> trial = new Trial(connection, locks).of(parent, bounds, null);
        if (trial.isEmpty()) {
            return false;
        }
        return BoundedRead.run(connection, locks, () -> {
            try (PreparedStatement query = connection.prepareStatement(LEFT_ITS_CHECK)) {
                query.setLong(1, historyId);
                query.setString(2, trial.get().condition());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }
}
