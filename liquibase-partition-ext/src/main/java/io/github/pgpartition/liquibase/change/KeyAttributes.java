package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** {@code partitionKey} and {@code partitionKeyExpression}: one of them, not both. */
record KeyAttributes(@Nullable String columns, @Nullable String expression) {

    PartitionKey key(PartitionStrategy strategy, Database database) {
        boolean hasColumns = columns != null && !columns.isBlank();
        boolean hasExpression = expression != null && !expression.isBlank();
        if (hasColumns == hasExpression) {
            throw new PartitioningException(
                    "Cannot partition by " + strategy,
                    hasColumns
                            ? "both partitionKey and partitionKeyExpression are given"
                            : "neither partitionKey nor partitionKeyExpression is given",
                    "Name the columns in partitionKey, or write SQL in partitionKeyExpression");
        }
        return expression != null && hasExpression
                ? PartitionKey.expression(strategy, expression)
                : new PartitionKey(
                        strategy,
                        ChangelogNames.columns(database, columns).stream()
                                .<PartitionKey.Part>map(PartitionKey.Column::new)
                                .toList());
    }
}
