package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.util.Locale;

/** What becomes of a partition whose retention is over. */
public enum RetentionAction {
    /** Detached, then dropped with its rows. */
    DROP,
    /** Detached; the table stays where it is. */
    DETACH,
    /** Detached, then moved to another schema. */
    ARCHIVE;

    static RetentionAction parse(String text) {
        for (RetentionAction action : values()) {
            if (action.text().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return action;
            }
        }
        throw new PartitioningException(
                "Cannot use retentionAction '" + text + "'", "there is no such action", "Use drop, detach or archive");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
