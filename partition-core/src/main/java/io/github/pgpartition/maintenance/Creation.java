package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which partitions a lane lacks. */
final class Creation {

    private final Lane lane;
    private final TableState state;
    private final PartitionNames names;
    private final Optional<DefaultPlace> place;

    Creation(Lane lane, TableState state, PartitionNames names) {
        this.lane = lane;
        this.state = state;
        this.names = names;
        place = DefaultPlace.of(state.table(), lane.parent());
    }

    List<Step> steps(Set<DefaultQuestion> questions, List<Finding> findings) {
        if (place.isEmpty()) {
            return missing(window()).stream().map(this::create).toList();
        }
        DefaultPlace known = place.get();
        DefaultLook look =
                new DefaultLook(known, state.defaults().get(known.partition().oid()), questions);
        DefaultHealing healing = new DefaultHealing(lane, known, state, look);
        KeyPoint limit = limit();
        Window window = healing.reaching(window(), limit);
        List<Step> steps = healing.steps(missing(window), window, this::create, names);
        new DefaultStrays(lane, known, look, findings).find(window, limit, healing.promoted());
        return steps;
    }

    private List<KeyRange> missing(Window window) {
        List<KeyRange> existing = lane.existing().stream().map(Existing::range).toList();
        return window.missing(existing, lane.interval(), lane.zone()).stream()
                .filter(range -> !lane.isOver(range) && lane.key().reaches(range))
                .toList();
    }

    /** What retention would take at once is never made; the lowest point where there is no retention. */
    private KeyPoint limit() {
        KeyPoint cutoff = lane.cutoff();
        return cutoff == null
                ? KeyPoint.LOWEST
                : KeyPoint.min(
                        lane.interval().floor(cutoff, lane.zone()),
                        lane.interval().floor(lane.now(), lane.zone()));
    }

    private Step create(KeyRange range) {
        QualifiedName partition = lane.parent().sibling(names.free(lane, range));
        PartitionBounds bounds = lane.key().bounds(range);
        CreatePartitionOnline operation = new CreatePartitionOnline(
                        lane.parent(), partition, bounds, null, null, state.templateOrNull())
                .withProperties(state.properties());
        return new Step(
                StepKind.CREATE,
                partition,
                0,
                bounds,
                place.map(p -> operation.beside(p.name())).orElse(operation),
                reason(range));
    }

    private String reason(KeyRange range) {
        return range.from().compareTo(lane.now()) > 0
                ? "premake " + lane.policy().premake() + " partitions of "
                        + lane.interval().text() + " ahead"
                : "no partition takes these keys yet";
    }

    /** Gaps are filled from the oldest partition that retention keeps, or from startAt, up to the end of what is premade. */
    private Window window() {
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
        return ahead.startingAt(start).notBefore(limit());
    }
}
