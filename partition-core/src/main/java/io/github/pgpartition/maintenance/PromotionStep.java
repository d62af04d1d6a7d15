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
import org.jspecify.annotations.Nullable;

/** The step that makes a DEFAULT partition an ordinary one. */
final class PromotionStep {

    private final Lane lane;
    private final DefaultPlace place;
    private final @Nullable DefaultFacts facts;

    PromotionStep(Lane lane, DefaultPlace place, @Nullable DefaultFacts facts) {
        this.lane = lane;
        this.place = place;
        this.facts = facts;
    }

    Step of(KeyRange range, PartitionNames names, @Nullable QualifiedName template) {
        PartitionBounds bounds = lane.key().bounds(range);
        QualifiedName partition = place.name().sibling(names.free(lane, range));
        SwapDefault swap = new SwapDefault(
                place.parent().name(),
                partition,
                bounds,
                GuardDefault.of(place.name(), place.condition(bounds)),
                isToGo() ? null : freshDefault(template));
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
        return facts != null && facts.ours() && lane.policy().defaultPartition() == DefaultPartition.NONE;
    }

    private Operation freshDefault(@Nullable QualifiedName template) {
        return new CreatePartitionOnline(
                place.parent().name(), place.name(), new DefaultBounds(), null, null, template);
    }
}
