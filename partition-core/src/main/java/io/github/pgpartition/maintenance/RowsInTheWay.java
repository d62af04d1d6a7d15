package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.policy.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which of many ranges a DEFAULT partition holds rows of. Ranges side by side are asked for together, and one by one only where there is
 * something: as a rule there is nothing.
 */
final class RowsInTheWay {

    private final DefaultLook look;
    private final Function<KeyRange, PartitionBounds> bounds;

    RowsInTheWay(DefaultLook look, Function<KeyRange, PartitionBounds> bounds) {
        this.look = look;
        this.bounds = bounds;
    }

    /** Those that have rows. */
    Map<KeyRange, DefaultRows> of(List<KeyRange> ranges) {
        Map<KeyRange, DefaultRows> found = new HashMap<>();
        List<KeyRange> run = new ArrayList<>();
        for (KeyRange range : ranges) {
            if (!run.isEmpty() && !run.get(run.size() - 1).to().equals(range.from())) {
                look(run, found);
                run.clear();
            }
            run.add(range);
        }
        look(run, found);
        return found;
    }

    private void look(List<KeyRange> run, Map<KeyRange, DefaultRows> found) {
        if (run.isEmpty()) {
            return;
        }
        KeyRange whole = new KeyRange(run.get(0).from(), run.get(run.size() - 1).to());
        if (look.rows(bounds.apply(whole)).any()) {
            for (KeyRange range : run) {
                DefaultRows rows = look.rows(bounds.apply(range));
                if (rows.any()) {
                    found.put(range, rows);
                }
            }
        }
    }
}
