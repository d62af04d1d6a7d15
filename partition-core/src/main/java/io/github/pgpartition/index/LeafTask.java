package io.github.pgpartition.index;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/**
 * What one partition needs.
 *
 * @param parentOid         the partitioned table that it was found under
 * @param parentIndexOrNull the index to attach to; null where that is made last
 * @param readyOrNull       an equal valid index that it has already
 * @param leftoverOrNull    an invalid index of ours, from a run that did not end
 * @param newName           for the index, where one is built
 */
record LeafTask(
        IndexNode leaf,
        long parentOid,
        @Nullable QualifiedName parentIndexOrNull,
        @Nullable FoundIndex readyOrNull,
        @Nullable FoundIndex leftoverOrNull,
        Identifier newName) {

    QualifiedName table() {
        return leaf.table();
    }

    boolean builds() {
        return readyOrNull == null;
    }

    /** Attaching is nothing beside building. */
    long bytes() {
        return builds() ? leaf.bytes() : 0;
    }
}
