package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which partitions a lane lacks. */
final class Creation {

    private final Lane lane;
    private final Scene scene;
    private final PartitionNames names;
    private final Set<DefaultQuestion> questions;
    private final PartitionParts parts;
    private final Optional<DefaultPlace> place;

    Creation(Lane lane, Scene scene, PartitionNames names, Set<DefaultQuestion> questions) {
        this.lane = lane;
        this.scene = scene;
        this.names = names;
        this.questions = questions;
        parts = new PartitionParts(lane, scene, names);
        place = DefaultPlace.of(scene.state().table(), lane.parent());
    }

    List<Step> steps() {
        if (lane.newBounds() != null) {
            return List.of(createWithTable(lane.newBounds()));
        }
        List<Step> steps = parts.missingOfExisting();
        if (lane.grows()) {
            steps.addAll(place.map(this::createBeside)
                    .orElseGet(() ->
                            missing(window(lane)).stream().map(this::create).toList()));
        }
        return steps;
    }

    /** Rows of the new partitions may be in DEFAULT. */
    private List<Step> createBeside(DefaultPlace beside) {
        DefaultLook look = look(beside);
        DefaultHealing healing = new DefaultHealing(lane, beside, scene.state(), look);
        KeyPoint limit = limit(lane);
        Window window = healing.reaching(window(lane), limit);
        List<Step> steps = healing.steps(missing(window), window, this::create, names);
        new DefaultStrays(lane, beside, look, scene.findings()).find(window, limit, healing.promoted());
        return steps;
    }

    private DefaultLook look(DefaultPlace beside) {
        return new DefaultLook(
                beside, scene.state().defaults().get(beside.partition().oid()), questions);
    }

    private List<KeyRange> missing(Window window) {
        return window.missing(lane.covered(), lane.interval(), lane.zone()).stream()
                .filter(range -> !lane.isOver(range) && lane.key().reaches(range))
                .toList();
    }

    /** A tenant's first partitions come with the table that they are in: rows find either all of it or nothing. */
    private Step createWithTable(PartitionBounds bounds) {
        QualifiedName own = names.ofTenant(lane.tenant());
        List<CreatePartitionTree> trees =
                missing(window(lane)).stream().map(range -> tree(own, range)).toList();
        CreatePartitionOnline top = parts.create(
                scene.state().table().name(), own, bounds, lane.table().key());
        CreatePartitionTree tree = new CreatePartitionTree(top, trees);
        Step step = Step.create(
                        place.map(p -> tree.beside(p.name())).orElse(tree),
                        "tenant '" + lane.tenant() + "' is registered and has no partition yet")
                .urgent(place.isEmpty());
        return place.map(p -> new TenantInDefault(p, look(p)).orRefused(step)).orElse(step);
    }

    /** How many there are, without a plan for them. */
    static long missing(Lane lane) {
        return window(lane).count(lane.covered(), lane.interval(), lane.zone());
    }

    private Step create(KeyRange range) {
        CreatePartitionTree tree = tree(lane.parent(), range);
        return Step.create(place.map(p -> tree.beside(p.name())).orElse(tree), reason(range))
                .urgent(isUrgent(range));
    }

    /** Rows of now, or of the interval that follows, have no other place. Beside DEFAULT they have one, and a gap in the past can wait. */
    private boolean isUrgent(KeyRange range) {
        KeyPoint next = lane.interval().next(lane.now(), lane.zone());
        return place.isEmpty()
                && range.to().compareTo(lane.now()) > 0
                && range.from().compareTo(next) <= 0;
    }

    private CreatePartitionTree tree(QualifiedName parent, KeyRange range) {
        return parts.tree(parent, names.free(lane, range), lane.bounds(range));
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
        KeyPoint oldest = lane.covered().stream()
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
        return ahead.startingAt(start).notBefore(limit(lane));
    }

    /** What retention would take at once is never made; the lowest point where there is no retention. */
    private static KeyPoint limit(Lane lane) {
        KeyPoint cutoff = lane.cutoff();
        return cutoff == null
                ? KeyPoint.LOWEST
                : KeyPoint.min(
                        lane.interval().floor(cutoff, lane.zone()),
                        lane.interval().floor(lane.now(), lane.zone()));
    }
}
