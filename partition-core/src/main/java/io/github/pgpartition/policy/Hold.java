package io.github.pgpartition.policy;

import io.github.pgpartition.error.PartitioningException;
import java.util.ArrayList;
import java.util.List;

/** Key ranges that nothing may remove, {@code 2025-01-01..2025-07-01}: half-open, in the policy's zone. */
public record Hold(String from, String to) {

    private static final String BETWEEN = "..";

    static List<Hold> parseAll(String text) {
        List<Hold> holds = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int dots = part.indexOf(BETWEEN);
            if (dots < 0) {
                throw new PartitioningException(
                        "Cannot use hold '" + text + "'",
                        "'" + part.strip() + "' is not a range",
                        "Write start and end with two dots between: 2025-01-01..2025-07-01");
            }
            holds.add(new Hold(
                    part.substring(0, dots).strip(),
                    part.substring(dots + BETWEEN.length()).strip()));
        }
        return holds;
    }

    /** As a range on the axis of a key. */
    public KeyRange range(KeyEncoding key) {
        KeyRange range = new KeyRange(key.parse(from), key.parse(to));
        if (range.isEmpty()) {
            throw new PartitioningException(
                    "Cannot use hold '" + this + "'", "its end is not after its start", "Give the later end last");
        }
        return range;
    }

    @Override
    public String toString() {
        return from + BETWEEN + to;
    }
}
