package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/** Which partitions a lane lacks. */
final class Creation {

    private final Lane lane;
    private final TableState state;
    private final PartitionNames names;

    Creation(Lane lane, TableState state, PartitionNames names) {
        this.lane = lane;
        this.state = state;
        this.names = names;
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        List<KeyRange> ranges = lane.existing().stream().map(Existing::range).toList();
        for (KeyRange range : window(lane).missing(ranges, lane.interval(), lane.zone())) {
            if (!lane.isOver(range) && lane.key().reaches(range)) {
                steps.add(create(range));
            }
        }
        return steps;
    }

    /** How many there are, without a plan for them. */
    static long missing(Lane lane) {
        List<KeyRange> ranges = lane.existing().stream().map(Existing::range).toList();
        return window(lane).count(ranges, lane.interval(), lane.zone());
    }

    private Step create(KeyRange range) {
        QualifiedName partition = lane.parent().sibling(names.free(lane, range));
        PartitionBounds bounds = lane.key().bounds(range);
        return new Step(
                StepKind.CREATE,
                partition,
                0,
                bounds,
                new CreatePartitionOnline(lane.parent(), partition, bounds, null, null, state.templateOrNull())
                        .withProperties(state.properties()),
                reason(range));
    }

    private String reason(KeyRange range) {
        return range.from().compareTo(lane.now()) > 0
                ? "premake " + lane.policy().premake() + " partitions of "
                        + lane.interval().text() + " ahead"
                : "no partition takes these keys yet";
    }

    /** Gaps are filled from the oldest partition that retention keeps, or from startAt, up to the end of what is premade. */
    private static Window window(Lane lane) {
        Window ahead = Window.ahead(
                lane.interval(), lane.zone(), lane.now(), lane.policy().premake());
        KeyPoint oldest = lane.existing().stream()
                .map(Existing::range)
                .filter(range -> !lane.isOver(range))
                .map(range -> range.from().isFinite() ? range.from() : range.to())
                .filter(KeyPoint::isFinite)
                .findFirst()
                .orElse(ahead.from());
        KeyPoint start = lane.policy()
                .startAt()
                .map(lane.key()::parse)
                .map(s -> KeyPoint.min(s, oldest))
                .orElse(oldest);
        Window whole = ahead.startingAt(start);
        KeyPoint cutoff = lane.cutoff();
        return cutoff == null
                ? whole
                : whole.notBefore(KeyPoint.min(lane.interval().floor(cutoff, lane.zone()), ahead.from()));
    }
}
