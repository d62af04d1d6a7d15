package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;

/**
 * An index that the server has, equal to the one that is wanted in all that its definition says, name, tablespace and storage aside.
 *
 * @param parentOid the partitioned table's index that it is part of; 0 where it is part of none
 */
record FoundIndex(long oid, QualifiedName name, boolean valid, long parentOid) {

    boolean isAttached() {
        return parentOid != 0;
    }
}
