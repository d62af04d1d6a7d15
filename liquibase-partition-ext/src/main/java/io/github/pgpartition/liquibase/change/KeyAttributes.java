package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
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

    /** The key of a partition that is partitioned itself; empty where nothing asks for it. */
    Optional<PartitionKey> subKey(@Nullable String type, Database database) {
        boolean hasKey = columns != null || expression != null;
        if (type == null && !hasKey) {
            return Optional.empty();
        }
        return Optional.of(key(strategy(type), database));
    }

    private static PartitionStrategy strategy(@Nullable String type) {
        String wanted = type == null ? "" : type.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(PartitionStrategy.values())
                .filter(strategy -> strategy.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new PartitioningException(
                        "Cannot partition the partition itself",
                        type == null
                                ? "its key is given and partitionType is not"
                                : "partitionType is \"" + type + "\"",
                        "Set partitionType to range, list or hash"));
    }
}
