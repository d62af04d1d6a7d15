package io.github.pgpartition.maintenance;

import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in a DEFAULT partition that get no partition: they stay, and are told. */
final class DefaultStrays {

    private final Lane lane;
    private final DefaultPlace place;
    private final DefaultLook look;
    private final List<Finding> findings;

    DefaultStrays(Lane lane, DefaultPlace place, DefaultLook look, List<Finding> findings) {
        this.lane = lane;
        this.place = place;
        this.look = look;
        this.findings = findings;
    }

    /**
     * @param limit where retention has taken everything before; the lowest point where it takes nothing
     * @param promoted rows that DEFAULT keeps as an ordinary partition; null where it is not promoted
     */
    void find(Window window, KeyPoint limit, @Nullable KeyRange promoted) {
        report(
                new KeyRange(KeyPoint.LOWEST, limit),
                "older than the retention: they stay there until somebody deletes them",
                promoted);
        report(
                new KeyRange(limit, window.from()),
                "before the oldest partition: they stay there; declare startAt where they are to have partitions",
                promoted);
        report(
                new KeyRange(window.to(), KeyPoint.HIGHEST),
                "beyond the partitions that are kept ahead: they stay there until their time has come, and nothing is made for"
                        + " them before; correct or delete them if they are strays",
                promoted);
    }

    private void report(KeyRange range, String what, @Nullable KeyRange promoted) {
        if (range.isEmpty()) {
            return;
        }
        DefaultRows rows = look.rows(lane.bounds(range));
        if (rows.any() && (promoted == null || !promoted.contains(rows.first(lane.key())))) {
            findings.add(new Finding(
                    place.parent().name(),
                    "DEFAULT partition " + place.name().sql() + " holds " + rows.text(lane.key()) + ", " + what));
        }
    }
}
