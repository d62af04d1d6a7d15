package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.util.stream.Collectors;

/** Reads the catalog under the lock policy: a partition key that holds an expression is printed under ACCESS SHARE on its table. */
public final class BoundedCatalog {

    private BoundedCatalog() {}

    /** For a pass. */
    static CatalogReader reader(Connection connection, LockPolicy locks) {
        return reader(
                connection, locks, "The next pass tries again; to go on now, end that session or raise lockTimeout");
    }

    /** For what somebody has asked for, and no pass will do. */
    public static CatalogReader onDemand(Connection connection, LockPolicy locks) {
        return reader(connection, locks, "End that session or raise lockTimeout, and run it again");
    }

    private static CatalogReader reader(Connection connection, LockPolicy locks, String next) {
        return new CatalogReader(connection, (tables, work) -> {
            try {
                LockRetry.run(locks, attempt -> TransactionSettings.run(connection, locks, work::run));
            } catch (LockRetry.Exhausted e) {
                throw new PartitioningException(
                        "Cannot read the partition key of "
                                + tables.stream().map(QualifiedName::sql).collect(Collectors.joining(", ")),
                        "it holds an expression, and " + Blockers.explain(connection, tables, locks, e.attempts()),
                        next);
            }
        });
    }
}
