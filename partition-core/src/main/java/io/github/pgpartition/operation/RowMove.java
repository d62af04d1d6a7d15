package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/**
 * Rows of one table that go to another.
 *
 * @param columns   that are written: all but the generated ones, by name, as the order may differ
 * @param triggers  that must not fire: a row that only changes its place is not deleted
 * @param condition which rows, from {@link io.github.pgpartition.model.BoundsCondition}
 */
public record RowMove(QualifiedName from, List<Identifier> columns, List<RowTrigger> triggers, String condition) {

    public RowMove {
        requireNonNull(from, "from");
        columns = List.copyOf(columns);
        triggers = List.copyOf(triggers);
        requireNonNull(condition, "condition");
        if (columns.isEmpty()) {
            throw new PartitioningException(
                    "Cannot move rows of " + from.sql(), "it has no column to be written", "Move them by hand");
        }
    }

    /** {@code OVERRIDING SYSTEM VALUE} keeps the numbers of identity columns; elsewhere it says nothing. */
    String sql(QualifiedName to) {
        String list = columns.stream().map(Identifier::sql).collect(joining(", "));
        return "WITH moved AS (DELETE FROM ONLY " + from.sql() + " WHERE " + condition + " RETURNING " + list + ")"
                + " INSERT INTO " + to.sql() + " (" + list + ") OVERRIDING SYSTEM VALUE SELECT " + list + " FROM moved";
    }
}
