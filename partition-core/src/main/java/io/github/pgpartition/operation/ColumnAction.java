package io.github.pgpartition.operation;

import static io.github.pgpartition.sql.LockMode.ACCESS_EXCLUSIVE;
import static io.github.pgpartition.sql.LockMode.SHARE_UPDATE_EXCLUSIVE;

import io.github.pgpartition.model.ColumnProperties;
import io.github.pgpartition.sql.LockMode;
import java.util.stream.Stream;

/** One action of ALTER TABLE on a column, and the lock on the table that it takes. */
record ColumnAction(String sql, LockMode lock) {

    static Stream<ColumnAction> of(ColumnProperties column) {
        String alter = "ALTER COLUMN " + column.column().sql() + " ";
        Stream.Builder<ColumnAction> actions = Stream.builder();
        if (column.statistics() != null) {
            actions.add(new ColumnAction(alter + "SET STATISTICS " + column.statistics(), SHARE_UPDATE_EXCLUSIVE));
        }
        if (!column.options().isEmpty()) {
            actions.add(new ColumnAction(
                    alter + "SET (" + ApplyProperties.options(column.options()) + ")", SHARE_UPDATE_EXCLUSIVE));
        }
        if (column.storage() != null) {
            actions.add(new ColumnAction(alter + "SET STORAGE " + column.storage(), ACCESS_EXCLUSIVE));
        }
        if (column.compression() != null) {
            actions.add(new ColumnAction(
                    alter + "SET COMPRESSION " + column.compression().sql(), ACCESS_EXCLUSIVE));
        }
        if (column.dropIdentity()) {
            actions.add(new ColumnAction(alter + "DROP IDENTITY", ACCESS_EXCLUSIVE));
        }
        return actions.build();
    }
}
