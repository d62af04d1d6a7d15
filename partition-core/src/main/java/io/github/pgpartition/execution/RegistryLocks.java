package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is done with the registry where somebody may have locked it: tried again under the lock policy, and given up with who it was. */
final class RegistryLocks {

    private static final List<QualifiedName> TABLES = Stream.of(
                    "managed_table", "managed_tenant", "history", "last_pass", "lease")
            .map(table -> QualifiedName.of("pgpartition", table))
            .toList();

    private RegistryLocks() {}

    /** @param work that bounds its own waits */
    static <T> T run(Connection connection, LockPolicy locks, BoundedRead.Query<T> work) throws SQLException {
        List<T> result = new ArrayList<>();
        try {
            LockRetry.run(locks, attempt -> {
                result.clear();
                result.add(work.read());
            });
            return result.get(0);
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot use schema pgpartition",
                    Blockers.explain(connection, TABLES, locks, e.attempts()),
                    "End that session or raise lockTimeout; the next pass tries again");
        }
    }

    /** The same, where the waits are to be bounded here. */
    static <T> T runBounded(Connection connection, LockPolicy locks, BoundedRead.Query<T> work) throws SQLException {
        return run(connection, locks, () -> BoundedRead.run(connection, locks.once(), work));
    }
}
