package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the catalog under the lock policy: a partition key that holds an expression is printed under ACCESS SHARE on its table. */
final class BoundedCatalog {

    private BoundedCatalog() {}

    static CatalogReader reader(Connection connection, LockPolicy locks) {
        return new CatalogReader(connection, (tables, work) -> {
            try {
                LockRetry.run(locks, attempt -> TransactionSettings.run(connection, locks, work::run));
            } catch (LockRetry.Exhausted e) {
                throw blocked(connection, locks, tables, e);
            }
        });
    }

    private static PartitioningException blocked(
            Connection connection, LockPolicy locks, List<QualifiedName> tables, LockRetry.Exhausted e) {
        return new PartitioningException(
                "Cannot read the partition key of "
                        + tables.stream().map(QualifiedName::sql).collect(Collectors.joining(", ")),
                "it holds an expression, and " + Blockers.explain(connection, tables, locks, e.attempts()),
                "The next pass tries again; to go on now, end that session or raise lockTimeout");
    }
}
