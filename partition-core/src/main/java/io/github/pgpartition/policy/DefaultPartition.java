package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.util.Locale;

/** What a policy wants of the DEFAULT partition, which takes rows that no other partition takes. */
public enum DefaultPartition {
    /** There is none, so that partitions can be detached concurrently; a row without a partition is refused. */
    NONE,
    /** There is one, and maintenance empties it into new partitions. */
    KEEP;

    /** As a policy says it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DefaultPartition parse(String text) {
        return switch (text) {
            case "none" -> NONE;
            case "keep" -> KEEP;
            default ->
                throw new PartitioningException(
                        "Cannot use defaultPartition '" + text + "'", "it is neither", "Use none or keep");
        };
    }
}
