package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.DropBoundsCheck;
import io.github.pgpartition.operation.RemoveDefault;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Whether there is to be a DEFAULT partition, and the one that there is. */
final class DefaultSet {

    private final TableState state;
    private final PartitionPolicy policy;
    private final Set<DefaultQuestion> questions;
    private final List<Finding> findings;

    DefaultSet(TableState state, PartitionPolicy policy, Set<DefaultQuestion> questions, List<Finding> findings) {
        this.state = state;
        this.policy = policy;
        this.questions = questions;
        this.findings = findings;
    }

    /** Takes away what an interrupted pass has left. */
    List<Step> clean() {
        List<Step> steps = new ArrayList<>();
        eachGuard((place, check) -> {
            findGuard(place, check, "it is taken away before anything else is done");
            steps.add(Step.of(
                    StepKind.CLEAN,
                    place.parent(),
                    place.partition(),
                    new DropBoundsCheck(place.name(), check),
                    "a pass that was interrupted has left it: rows that do not meet it are refused"));
        });
        return steps;
    }

    /** Where nothing may be done to the table. */
    void tellWhatWasLeft() {
        eachGuard((place, check) -> findGuard(place, check, "as maintenance is paused, it stays: drop it"));
    }

    private void eachGuard(BiConsumer<DefaultPlace, Identifier> each) {
        DefaultPlace.all(state.table()).forEach(place -> {
            DefaultFacts facts = state.defaults().get(place.partition().oid());
            if (facts != null) {
                facts.guards().forEach(check -> each.accept(place, check));
            }
        });
    }

    private void findGuard(DefaultPlace place, Identifier check, String next) {
        find(
                place,
                "DEFAULT partition " + place.name().sql() + " has check " + check.sql()
                        + ", which a pass that was interrupted has left there, and refuses rows that do not meet it; "
                        + next);
    }

    /** Of each table whose partitions follow one another. One that is still to be made gets its own later. */
    List<Step> keepOrRemove(List<Lane> lanes, PartitionNames names) {
        return lanes.stream()
                .filter(lane -> lane.newBounds() == null)
                .map(Lane::parent)
                .distinct()
                .flatMap(parent -> keepOrRemove(parent, names).stream())
                .toList();
    }

    private List<Step> keepOrRemove(QualifiedName parent, PartitionNames names) {
        var place = DefaultPlace.of(state.table(), parent);
        place.ifPresent(this::tellWhatIsHidden);
        if (policy.defaultPartition() == DefaultPartition.KEEP) {
            return place.isPresent() ? List.of() : List.of(create(parent, names));
        }
        return place.map(this::remove).orElse(List.of());
    }

    private void tellWhatIsHidden(DefaultPlace place) {
        DefaultFacts facts = state.defaults().get(place.partition().oid());
        if (facts != null) {
            facts.obstacle(DefaultObstacle.Effect.READING)
                    .ifPresent(o -> find(
                            place,
                            "rows in DEFAULT partition " + place.name().sql() + " could not be looked at: "
                                    + o.reason()));
        }
    }

    private Step create(QualifiedName parent, PartitionNames names) {
        QualifiedName partition = names.ofDefault(parent);
        DefaultBounds bounds = new DefaultBounds();
        return new Step(
                StepKind.CREATE,
                partition,
                0,
                bounds,
                new CreatePartitionOnline(parent, partition, bounds, null, null, state.templateOrNull())
                        .withProperties(state.properties()),
                "defaultPartition is keep, and there is none");
    }

    private List<Step> remove(DefaultPlace place) {
        DefaultFacts facts = state.defaults().get(place.partition().oid());
        if (facts == null) {
            return List.of();
        }
        String name = "DEFAULT partition " + place.name().sql();
        if (!facts.ours()) {
            find(
                    place,
                    name
                            + " was not made by maintenance, and is left alone. While it is there, no partition can be detached"
                            + " concurrently, and it is locked and scanned whenever a partition is attached: declare"
                            + " defaultPartition keep to have it emptied, or detach it");
            return List.of();
        }
        DefaultRows rows = new DefaultLook(place, facts, questions).all();
        if (!facts.canBeRead() || rows.any()) {
            find(
                    place,
                    name + " is to go, as defaultPartition is none, once it is empty; "
                            + (facts.canBeRead() ? "it holds " + rows.text() : "whether it is cannot be seen"));
            return List.of();
        }
        return List.of(Step.of(
                StepKind.REMOVE_DEFAULT,
                place.parent(),
                place.partition(),
                new RemoveDefault(place.parent().name(), place.name()),
                "defaultPartition is none, and it is empty"));
    }

    private void find(DefaultPlace place, String message) {
        findings.add(new Finding(place.parent().name(), message));
    }
}
