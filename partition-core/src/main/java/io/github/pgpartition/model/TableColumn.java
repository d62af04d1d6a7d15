package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;

/**
 * A column of a table, as far as partitioning by it goes.
 *
 * @param type       as {@link PartitionedTable#keyTypes} has it: domains are resolved to their base, {@code varchar} is {@code text}
 * @param inEveryKey whether every primary key and unique constraint of the table has it, so that the table, or a partition of it, may be
 *                   partitioned by it
 */
public record TableColumn(Identifier name, String type, boolean inEveryKey) {

    public TableColumn {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
    }
}
