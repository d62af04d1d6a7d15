package io.github.pgpartition.operation;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/** Whether a partitioned table can have a primary key itself: PostgreSQL enforces it partition by partition. */
public final class PrimaryKeyFit {

    private PrimaryKeyFit() {}

    /** The parts of the partition key that a primary key lacks; none where the table can have it. */
    public static List<PartitionKey.Part> missing(PartitionKey key, List<Identifier> primaryKey) {
        return key.parts().stream()
                .filter(part -> !(part instanceof PartitionKey.Column column && primaryKey.contains(column.name())))
                .toList();
    }

    /** Why the table cannot have it, and what to do. */
    public static PartitioningException refusal(QualifiedName table, PartitionKey key, List<Identifier> primaryKey) {
        List<PartitionKey.Part> missing = missing(key, primaryKey);
        if (missing.isEmpty() || !(missing.get(0) instanceof PartitionKey.Column column)) {
            return new PartitioningException(
                    what(table),
                    "PostgreSQL allows none where the partition key has an expression",
                    "Leave the primary key out, or partition by columns");
        }
        String given = primaryKey.stream().map(Identifier::sql).collect(joining(", "));
        return new PartitioningException(
                what(table),
                "(" + given + ") does not hold the partition key's column " + column.sql(),
                "Add the column to the primary key: each partition can enforce it only for its own rows");
    }

    private static String what(QualifiedName table) {
        return "Cannot give " + table.sql() + " its primary key";
    }
}
