package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * Whether a filled DEFAULT partition can become an ordinary one as it is: all its rows have to lie in one gap between the partitions that
 * there are, and before the end of the window. Its bounds are then the boundaries round its rows.
 */
final class Promotion {

    private final Lane lane;
    private final DefaultPlace place;
    private final DefaultLook look;
    private final Window window;
    private @Nullable KeyRange range;
    private String why = "";

    Promotion(Lane lane, DefaultPlace place, DefaultLook look, Window window) {
        this.lane = lane;
        this.place = place;
        this.look = look;
        this.window = window;
        choose();
    }

    /** Null where it cannot be done. */
    @Nullable
    KeyRange range() {
        return range;
    }

    /** Why it cannot be done. */
    String why() {
        return why;
    }

    private void choose() {
        DefaultRows all = look.rows(lane.bounds(new KeyRange(KeyPoint.LOWEST, KeyPoint.HIGHEST)));
        if (!all.any()) {
            why = "its rows are not known";
            return;
        }
        KeyPoint first = all.first(lane.key());
        KeyPoint last = all.last(lane.key());
        KeyRange bounds = new KeyRange(
                lane.interval().floor(first, lane.zone()), lane.interval().next(last, lane.zone()));
        if (last.compareTo(window.to()) >= 0) {
            why = "it also holds rows up to " + lane.key().write(last).sql()
                    + ", beyond the partitions that are kept ahead";
            return;
        }
        for (Existing existing : lane.existing()) {
            KeyRange other = existing.range();
            if (other.to().compareTo(first) <= 0) {
                bounds = new KeyRange(KeyPoint.max(bounds.from(), other.to()), bounds.to());
            } else if (other.from().compareTo(last) > 0) {
                bounds = new KeyRange(bounds.from(), KeyPoint.min(bounds.to(), other.from()));
            } else {
                why = "it holds rows on both sides of partition "
                        + existing.partition().name().sql();
                return;
            }
        }
        DefaultRows others = look.outside(lane.bounds(bounds));
        if (others.any()) {
            why = "it also holds " + others.text() + " whose key is NULL, infinite or not of this range";
            return;
        }
        range = bounds;
    }

    @Override
    public String toString() {
        return "promotion of " + place.name();
    }
}
