package io.github.pgpartition.model;

import io.github.pgpartition.sql.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the rows of a table lie. Null: where and how the database has it.
 *
 * @param unlogged    lost in a crash; a partitioned table cannot say so, its partitions can
 * @param accessMethod of a table that holds rows itself
 */
public record Placement(
        @Nullable Identifier tablespace, @Nullable Identifier accessMethod, boolean unlogged) {

    public static final Placement DEFAULT = new Placement(null, null, false);

    public static Placement in(@Nullable Identifier tablespace) {
        return new Placement(tablespace, null, false);
    }

    public Placement withTablespace(@Nullable Identifier other) {
        return new Placement(other, accessMethod, unlogged);
    }

    /** What of it a partitioned table can have. */
    public Placement ofPartitionedTable() {
        return in(tablespace);
    }
}
