package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.DefaultPlace;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.policy.KeyEncoding;
import java.util.Set;

/** The key column of a DEFAULT partition that is probed, in SQL; of several columns the last, on whose axis partitions follow one another. */
final class ProbedKey {

    private static final Set<String> TIMES = Set.of("timestamp with time zone", "timestamp without time zone", "date");

    private final PartitionKey.Part part;
    private final String type;
    private final boolean isWholeKey;
    private final boolean hasInfiniteNumbers;

    ProbedKey(DefaultPlace place, int majorVersion) {
        int last = place.parent().keyTypes().size() - 1;
        part = place.parent().key().parts().get(last);
        type = place.parent().keyTypes().get(last);
        isWholeKey = last == 0;
        hasInfiniteNumbers = majorVersion >= 14;
    }

    String sql() {
        return part instanceof PartitionKey.Column ? part.sql() : "(" + part.sql() + ")";
    }

    /** The name of the column; empty for an expression. */
    String column() {
        return part instanceof PartitionKey.Column column ? column.name().value() : "";
    }

    /** Whether one scan can sort rows into ranges. */
    boolean canBeSorted() {
        return isWholeKey && (TIMES.contains(type) || KeyEncoding.NUMBERS.contains(type));
    }

    /** A type of the same values in which no boundary overflows. */
    String sortedType() {
        return KeyEncoding.NUMBERS.contains(type) ? "pg_catalog.numeric" : type;
    }

    /** Infinite keys belong to no period. */
    String isFinite() {
        if (TIMES.contains(type)) {
            return "pg_catalog.isfinite(" + sql() + ")";
        }
        if (!type.equals("numeric")) {
            return "true";
        }
        return hasInfiniteNumbers ? sql() + " > '-Infinity' AND " + sql() + " < 'Infinity'" : sql() + " < 'NaN'";
    }

    /** A value of the key in the form that bounds are read in, whatever the session's zone and DateStyle. */
    String text(String value) {
        if (!TIMES.contains(type)) {
            return value + "::pg_catalog.text";
        }
        String local = type.equals("timestamp with time zone")
                ? "(" + value + " AT TIME ZONE 'UTC')"
                : value + "::pg_catalog.timestamp";
        return "pg_catalog.to_char(" + local + ", 'YYYY-MM-DD HH24:MI:SS.US BC')";
    }
}
