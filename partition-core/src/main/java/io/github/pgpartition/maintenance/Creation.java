package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreatePartitionTree;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;

/** Which partitions a lane lacks. */
final class Creation {

    private final Lane lane;
    private final Scene scene;
    private final PartitionNames names;
    private final PartitionParts parts;

    Creation(Lane lane, Scene scene, PartitionNames names) {
        this.lane = lane;
        this.scene = scene;
        this.names = names;
        parts = new PartitionParts(lane, scene, names);
    }

    List<Step> steps() {
        if (lane.newBounds() != null) {
            return List.of(createWithTable(lane.newBounds()));
        }
        List<Step> steps = parts.missingOfExisting();
        if (lane.grows()) {
            missing().stream().map(this::create).forEach(steps::add);
        }
        return steps;
    }

    private List<KeyRange> missing() {
        return window().missing(lane.covered(), lane.interval(), lane.zone()).stream()
                .filter(range -> !lane.isOver(range) && lane.key().reaches(range))
                .toList();
    }

    /** A tenant's first partitions come with the table that they are in: rows find either all of it or nothing. */
    private Step createWithTable(PartitionBounds bounds) {
        QualifiedName own = names.ofTenant(lane.tenant());
        List<CreatePartitionTree> trees =
                missing().stream().map(range -> tree(own, range)).toList();
        CreatePartitionOnline top = parts.create(
                scene.state().table().name(), own, bounds, lane.table().key());
        return Step.create(
                new CreatePartitionTree(top, trees),
                "tenant '" + lane.tenant() + "' is registered and has no partition yet");
    }

    private Step create(KeyRange range) {
        return Step.create(tree(lane.parent(), range), reason(range));
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
    private Window window() {
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
        Window whole = ahead.startingAt(start);
        KeyPoint cutoff = lane.cutoff();
        return cutoff == null
                ? whole
                : whole.notBefore(KeyPoint.min(lane.interval().floor(cutoff, lane.zone()), ahead.from()));
    }
}
