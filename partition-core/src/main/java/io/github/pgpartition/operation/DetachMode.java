package io.github.pgpartition.operation;

import io.github.pgpartition.sql.LockMode;

/** How a partition is taken out. */
public enum DetachMode {
    /** At once, in any transaction; whoever uses any part of the table has to wait. */
    PLAIN("", LockMode.ACCESS_EXCLUSIVE),
    /** PostgreSQL 14: readers and writers go on. Two transactions of its own; refused while there is a DEFAULT partition. */
    CONCURRENTLY(" CONCURRENTLY", LockMode.SHARE_UPDATE_EXCLUSIVE),
    /** PostgreSQL 14: ends a CONCURRENTLY that was interrupted. Waits for those who still read the partition. */
    FINALIZE(" FINALIZE", LockMode.SHARE_UPDATE_EXCLUSIVE);

    private final String suffix;
    private final LockMode parentLock;

    DetachMode(String suffix, LockMode parentLock) {
        this.suffix = suffix;
        this.parentLock = parentLock;
    }

    String suffix() {
        return suffix;
    }

    LockMode parentLock() {
        return parentLock;
    }

    boolean mayRunInTransaction() {
        return this != CONCURRENTLY;
    }
}
