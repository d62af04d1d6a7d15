package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.util.Collection;
import java.util.List;

/**
 * Columns that an attribute names.
 *
 * @param attribute {@code primaryKey}
 */
record NamedColumns(String attribute, List<Identifier> names) {

    /** Refuses a name that is none of the columns of the table. */
    void mustBeAmong(Collection<Identifier> columns, PartitionChange change) {
        names.stream().filter(name -> !columns.contains(name)).findFirst().ifPresent(missing -> {
            throw new PartitioningException(
                    "Cannot use " + attribute + " of " + change.getSerializedObjectName() + " on "
                            + change.getTableName(),
                    "the table has no column " + missing.sql(),
                    "Its columns are "
                            + columns.stream().map(Identifier::sql).sorted().collect(joining(", ")));
        });
    }
}
