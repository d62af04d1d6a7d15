package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.util.Set;

/**
 * What the server has, as one snapshot of the catalog.
 *
 * @param taken names of all relations that begin like the index's own
 */
record IndexState(IndexNode root, Set<QualifiedName> taken) {

    IndexState {
        taken = Set.copyOf(taken);
    }
}
