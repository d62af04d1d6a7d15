package io.github.pgpartition.maintenance;

import java.util.Locale;

/** What a step does, in the order in which a pass does them. */
public enum StepKind {
    /** Ends a detach that was interrupted. */
    FINALIZE,
    CREATE,
    DETACH,
    DROP,
    ARCHIVE;

    /** Whether rows of the partition are out of the table's reach afterwards. */
    public boolean removes() {
        return this != CREATE;
    }

    /** As the history and reports have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
