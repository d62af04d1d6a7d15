package io.github.pgpartition.model;

import io.github.pgpartition.sql.QualifiedName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Partitions of a table that lack what a new one would get.
 *
 * @param tableOid   of the table at the top
 * @param partitions how many they are
 * @param first      the first few of them by name, and what each lacks
 */
public record Drift(long tableOid, int partitions, Map<QualifiedName, InheritedProperties> first) {

    public Drift {
        first = Collections.unmodifiableMap(new LinkedHashMap<>(first));
    }
}
