package io.github.pgpartition.adoption;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** In what the partitions that are there differ from those that a policy makes. */
final class Oddities {

    private record Placed(Slot slot, KeyRange range) {}

    private final PartitionPolicy policy;
    private final KeyEncoding key;
    private final List<OddPartition> odd = new ArrayList<>();
    private final List<Slot> inOrder = new ArrayList<>();
    private int shifted;

    private Oddities(PartitionPolicy policy, KeyEncoding key) {
        this.policy = policy;
        this.key = key;
    }

    static Oddities of(Shape shape, PartitionPolicy policy, KeyEncoding key) {
        Oddities oddities = new Oddities(policy, key);
        oddities.odd.addAll(shape.odd());
        shape.slots().stream()
                .map(slot -> new Placed(slot, range(slot, policy, key)))
                .sorted(comparing(placed -> placed.range().from()))
                .collect(groupingBy(placed -> placed.slot().lane(), LinkedHashMap::new, toList()))
                .values()
                .forEach(oddities::look);
        return oddities;
    }

    private static KeyRange range(Slot slot, PartitionPolicy policy, KeyEncoding key) {
        KeyRange range = key.range(slot.bounds());
        return policy.keyFormat().isPresent() ? Millis.of(range) : range;
    }

    List<OddPartition> found() {
        return List.copyOf(odd);
    }

    /** In the order of the bounds, lane by lane. */
    List<Slot> inOrder() {
        return List.copyOf(inOrder);
    }

    /** How many are as wide as the interval, and begin elsewhere. */
    int shifted() {
        return shifted;
    }

    private void look(List<Placed> lane) {
        Placed before = null;
        for (Placed placed : lane) {
            if (before != null && before.range().to().compareTo(placed.range().from()) < 0) {
                add(
                        placed,
                        "no partition has the keys between "
                                + before.slot().name().sql() + " and it; a pass fills that gap");
            }
            inOrder.add(placed.slot());
            lookAt(placed);
            before = placed;
        }
    }

    private void lookAt(Placed placed) {
        Partition partition = placed.slot().partition();
        width(placed);
        if (partition.detachPending()) {
            add(placed, "its detach was interrupted, and its rows are hidden; the next pass finishes it");
        }
        if (partition.foreign()) {
            add(placed, "it is a foreign table: what is done to it is not done to the rows on their server");
        }
        partition
                .partitioned()
                .filter(own -> policy.subPartitions()
                        .filter(parts -> parts.key().equals(own.key()))
                        .isEmpty())
                .ifPresent(own -> add(
                        placed,
                        "it is partitioned itself, by " + Shape.key(own)
                                + ", and new partitions are not; its parts come and go with it"));
    }

    private void width(Placed placed) {
        KeyRange range = placed.range();
        if (!range.from().isFinite()) {
            add(placed, "it has no lower end; retention goes by its upper end");
        }
        if (!range.to().isFinite()) {
            add(
                    placed,
                    "it has no upper end: no partition can be made after it, and retention never takes it. Detach it and attach it"
                            + " again with an end, so that partitions can be made ahead");
        }
        if (!range.from().isFinite() || !range.to().isFinite()) {
            return;
        }
        if (fits(range)) {
            return;
        }
        if (isAsWide(range)) {
            shifted++;
        } else {
            add(
                    placed,
                    "it is not one partition of " + policy.interval().text()
                            + "; it is left as it is, and retention goes by its upper end");
        }
    }

    private boolean fits(KeyRange range) {
        try {
            KeyPoint start = policy.interval().floor(range.from(), key.axisZone());
            return start.equals(range.from())
                    && policy.interval().next(start, key.axisZone()).equals(range.to());
        } catch (PartitioningException beyondAllCalendars) {
            return false;
        }
    }

    private boolean isAsWide(KeyRange range) {
        return key.holdsTime()
                ? CalendarWidth.of(range, key.axisZone())
                        .filter(policy.interval()::equals)
                        .isPresent()
                : range.to()
                                .value()
                                .subtract(range.from().value())
                                .compareTo(new BigDecimal(policy.interval().text()))
                        == 0;
    }

    private void add(Placed placed, String reason) {
        odd.add(new OddPartition(placed.slot().name(), reason));
    }
}
