package io.github.pgpartition.maintenance;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;

/**
 * Rows of a DEFAULT partition.
 *
 * @param count   how many, counted up to one more than {@link #COUNTED}
 * @param lowest  key, in the text form of bounds; empty where it was not asked for
 * @param highest the same
 */
public record DefaultRows(long count, String lowest, String highest) {

    /** How far rows are counted: more than are ever moved, it does not matter how many more. */
    public static final long COUNTED = DefaultLimits.ROWS;

    public static final DefaultRows NONE = new DefaultRows(0, "", "");

    public DefaultRows {
        requireNonNull(lowest, "lowest");
        requireNonNull(highest, "highest");
    }

    boolean any() {
        return count > 0;
    }

    KeyPoint first(KeyEncoding key) {
        return key.read(BoundValue.of(lowest));
    }

    KeyPoint last(KeyEncoding key) {
        return key.read(BoundValue.of(highest));
    }

    /** {@code 3 rows with keys from '2026-03-01' to '2026-03-04'}. */
    String text(KeyEncoding key) {
        return lowest.isEmpty()
                ? text()
                : text() + " with keys from " + key.write(first(key)).sql() + " to "
                        + key.write(last(key)).sql();
    }

    /** {@code 3 rows}. */
    String text() {
        String many = count > COUNTED ? "more than " + COUNTED : Long.toString(count);
        return many + (count == 1 ? " row" : " rows");
    }
}
