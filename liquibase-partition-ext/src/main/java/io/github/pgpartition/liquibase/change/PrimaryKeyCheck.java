package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import liquibase.change.ColumnConfig;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** PostgreSQL enforces a primary key partition by partition, so it has to hold all columns of the partition key. */
final class PrimaryKeyCheck {

    private PrimaryKeyCheck() {}

    static void check(
            QualifiedName table,
            PartitionKey key,
            @Nullable String primaryKey,
            List<ColumnConfig> columns,
            Database database) {
        List<Identifier> onColumns = columns.stream()
                .filter(column -> column.getConstraints() != null
                        && Boolean.TRUE.equals(column.getConstraints().isPrimaryKey()))
                .map(column -> ChangelogNames.column(database, column.getName()))
                .toList();
        List<Identifier> asAttribute = ChangelogNames.columns(database, primaryKey);
        if (!onColumns.isEmpty() && !asAttribute.isEmpty()) {
            throw wrong(table, "it is given twice, in primaryKey and on columns", "Keep one of them");
        }
        check(table, key, asAttribute.isEmpty() ? onColumns : asAttribute);
    }

    private static void check(QualifiedName table, PartitionKey key, List<Identifier> primaryKey) {
        if (primaryKey.isEmpty()) {
            return;
        }
        Optional<PartitionKey.Part> missing = key.parts().stream()
                .filter(part -> !(part instanceof PartitionKey.Column column && primaryKey.contains(column.name())))
                .findFirst();
        missing.filter(PartitionKey.Expression.class::isInstance).ifPresent(expression -> {
            throw wrong(
                    table,
                    "PostgreSQL allows none where the partition key has an expression",
                    "Leave the primary key out, or partition by columns");
        });
        missing.ifPresent(column -> {
            throw wrong(
                    table,
                    "(" + primaryKey.stream().map(Identifier::sql).collect(joining(", "))
                            + ") does not hold the partition key's column " + column.sql(),
                    "Add the column to the primary key: each partition can enforce it only for its own rows");
        });
    }

    private static PartitioningException wrong(QualifiedName table, String why, String next) {
        return new PartitioningException("Cannot give " + table.sql() + " its primary key", why, next);
    }
}
