package io.github.pgpartition.maintenance;

import java.util.Locale;

/** What a step does, in the order in which a pass does them. */
public enum StepKind {
    /** Takes a CHECK of ours off the DEFAULT partition that an interrupted pass has left there. */
    CLEAN,
    /** Ends a detach that was interrupted. */
    FINALIZE,
    /** With the rows of its range, where the DEFAULT partition has some. */
    CREATE,
    /** Makes a filled DEFAULT partition an ordinary one. */
    PROMOTE,
    /** Takes an empty DEFAULT partition away. */
    REMOVE_DEFAULT,
    DETACH,
    DROP,
    ARCHIVE;

    /** Whether rows of the partition are out of the table's reach afterwards. */
    public boolean removes() {
        return this != CLEAN && this != CREATE && this != PROMOTE;
    }

    /** As the history and reports have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
