package io.github.pgpartition.operation;

import io.github.pgpartition.sql.LockMode;

/** How an index is created. */
public enum IndexMode {
    /** At once, below a partitioned table too; writers wait until it is done. */
    PLAIN("", "", LockMode.SHARE),
    /** A table without partitions only. Readers and writers go on; waits for transactions that are older. */
    CONCURRENTLY(" CONCURRENTLY", "", LockMode.SHARE_UPDATE_EXCLUSIVE),
    /** On a partitioned table and nothing below: done in a moment, and invalid until each partition's index is attached. */
    ON_ONLY("", " ONLY", LockMode.SHARE);

    private final String beforeName;
    private final String beforeTable;
    private final LockMode lock;

    IndexMode(String beforeName, String beforeTable, LockMode lock) {
        this.beforeName = beforeName;
        this.beforeTable = beforeTable;
        this.lock = lock;
    }

    String beforeName() {
        return beforeName;
    }

    String beforeTable() {
        return beforeTable;
    }

    LockMode lock() {
        return lock;
    }
}
