package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.GuardDefault;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.PromoteDefault;
import io.github.pgpartition.operation.SwapDefault;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.sql.QualifiedName;

/** The step that makes a DEFAULT partition an ordinary one. */
final class PromotionStep {

    private final Lane lane;
    private final DefaultPlace place;
    private final TableState state;

    PromotionStep(Lane lane, DefaultPlace place, TableState state) {
        this.lane = lane;
        this.place = place;
        this.state = state;
    }

    Step of(KeyRange range, PartitionNames names) {
        PartitionBounds bounds = lane.bounds(range);
        QualifiedName partition = place.name().sibling(names.free(lane, range).name());
        SwapDefault swap = new SwapDefault(
                place.parent().name(),
                partition,
                bounds,
                GuardDefault.of(place.name(), place.condition(bounds)),
                isToGo() ? null : freshDefault());
        return new Step(
                        StepKind.PROMOTE,
                        partition,
                        0,
                        bounds,
                        new PromoteDefault(swap),
                        "DEFAULT partition " + place.name().sql()
                                + " holds all rows of this range, too many to be moved")
                .from(place.source());
    }

    /** One that somebody else has made is replaced, whatever the policy says: it is theirs to remove. */
    private boolean isToGo() {
        DefaultFacts facts = state.defaults().get(place.partition().oid());
        return facts != null && facts.ours() && lane.policy().defaultPartition() == DefaultPartition.NONE;
    }

    private Operation freshDefault() {
        return new CreatePartitionOnline(
                        place.parent().name(), place.name(), new DefaultBounds(), null, null, state.templateOrNull())
                .withProperties(state.properties());
    }
}
