package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A query that may have to wait for a lock: in a short transaction, under the lock policy. */
public final class BoundedRead {

    /** What is read. */
    public interface Query<T> {
        T read() throws SQLException;
    }

    private BoundedRead() {}

    public static <T> T run(Connection connection, LockPolicy locks, Query<T> query) throws SQLException {
        List<T> result = new ArrayList<>();
        LockRetry.run(
                locks,
                attempt -> TransactionSettings.run(connection, locks, () -> {
                    result.clear();
                    result.add(query.read());
                }));
        return result.get(0);
    }
}
