package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.sql.Identifier;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is set on a column, beside what {@code LIKE} copies. Null or empty: left as it is.
 *
 * @param statistics   the statistics target
 * @param options      {@code n_distinct} and its like
 * @param storage      {@code PLAIN}, {@code EXTERNAL}, {@code EXTENDED} or {@code MAIN}
 * @param compression  {@code pglz} or {@code lz4}
 * @param dropIdentity takes away an identity of its own, which has a sequence of its own and so makes keys that others have too
 */
public record ColumnProperties(
        Identifier column,
        @Nullable Integer statistics,
        Map<String, String> options,
        @Nullable String storage,
        @Nullable Identifier compression,
        boolean dropIdentity) {

    private static final Map<String, String> STORAGE =
            Map.of("p", "PLAIN", "e", "EXTERNAL", "x", "EXTENDED", "m", "MAIN");

    public ColumnProperties {
        requireNonNull(column, "column");
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        if (storage != null && !STORAGE.containsValue(storage)) {
            throw new IllegalArgumentException("Not a storage: " + storage);
        }
    }

    public static ColumnProperties statistics(
            Identifier column, @Nullable Integer target, Map<String, String> options) {
        return new ColumnProperties(column, target, options, null, null, false);
    }

    public static ColumnProperties storage(Identifier column, String letter) {
        return new ColumnProperties(column, null, Map.of(), STORAGE.getOrDefault(letter, letter), null, false);
    }

    public static ColumnProperties compression(Identifier column, Identifier method) {
        return new ColumnProperties(column, null, Map.of(), null, method, false);
    }

    public static ColumnProperties withoutIdentity(Identifier column) {
        return new ColumnProperties(column, null, Map.of(), null, null, true);
    }
}
