package io.github.pgpartition.maintenance;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.Amount;
import io.github.pgpartition.policy.Interval;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that follow one another on one axis, and what is wanted of them.
 *
 * @param id        its name in {@link TableState#highestKeys}
 * @param table     whose partitions they are
 * @param newBounds of that table, where it is a partition that is still to be made; else null
 * @param tenant    for names; empty where there are no tenants
 * @param inKey     what stands in the bounds before the values of the axis: the tenant, where it is in the key
 * @param existing  in the order of their starts
 * @param occupied  stretches that belong to partitions which are not the lane's alone
 * @param now       the present on the axis; for a key that counts, the highest key; partitions are made ahead of it
 * @param cutoff    a partition whose upper bound is at or before it has outlived its retention; null where there is none
 * @param retention that the cutoff comes from
 * @param grows     whether new partitions are made
 * @param unregistered tenants whose rows are in it and that are not registered
 */
record Lane(
        String id,
        PartitionedTable table,
        @Nullable PartitionBounds newBounds,
        PartitionPolicy policy,
        KeyEncoding key,
        String tenant,
        List<BoundValue> inKey,
        List<Existing> existing,
        List<KeyRange> occupied,
        KeyPoint now,
        @Nullable KeyPoint cutoff,
        @Nullable Amount retention,
        boolean grows,
        List<String> unregistered) {

    Lane {
        requireNonNull(table, "table");
        inKey = List.copyOf(inKey);
        existing = List.copyOf(existing);
        occupied = List.copyOf(occupied);
        unregistered = List.copyOf(unregistered);
    }

    /** @param retentions of all whose rows are in it, each empty for the table's: the longest counts */
    static Lane of(
            Scene scene,
            PartitionedTable table,
            String id,
            String tenant,
            List<Optional<Amount>> retentions,
            boolean grows,
            List<Existing> existing,
            List<KeyRange> occupied) {
        KeyPoint now = scene.now(id, covered(existing, occupied));
        KeyPoint removal = scene.removal(now);
        Amount longest = Retentions.longest(scene, removal, retentions);
        return new Lane(
                id,
                table,
                null,
                scene.policy(),
                scene.key(),
                tenant,
                List.of(),
                existing,
                occupied,
                now,
                longest == null ? null : longest.before(removal, scene.key().axisZone()),
                longest,
                grows,
                List.of());
    }

    Lane inKeyOf(String value) {
        return new Lane(
                id,
                table,
                newBounds,
                policy,
                key,
                tenant,
                List.of(BoundValue.of(value)),
                existing,
                occupied,
                now,
                cutoff,
                retention,
                grows,
                unregistered);
    }

    Lane below(PartitionBounds bounds) {
        return new Lane(
                id,
                table,
                bounds,
                policy,
                key,
                tenant,
                inKey,
                existing,
                occupied,
                now,
                cutoff,
                retention,
                grows,
                unregistered);
    }

    Lane ofUnregistered(List<String> tenants) {
        return new Lane(
                id, table, newBounds, policy, key, tenant, inKey, existing, occupied, now, cutoff, retention, grows,
                tenants);
    }

    QualifiedName parent() {
        return table.name();
    }

    Interval interval() {
        return policy.interval();
    }

    ZoneId zone() {
        return key.axisZone();
    }

    boolean isOver(KeyRange range) {
        return cutoff != null && range.to().compareTo(cutoff) <= 0;
    }

    /** Everything that has a partition, in the order of the starts. */
    List<KeyRange> covered() {
        return covered(existing, occupied);
    }

    private static List<KeyRange> covered(List<Existing> existing, List<KeyRange> occupied) {
        return Stream.concat(existing.stream().map(Existing::range), occupied.stream())
                .sorted(comparing(KeyRange::from))
                .toList();
    }

    PartitionBounds bounds(KeyRange range) {
        return new RangeBounds(bound(range.from()), bound(range.to()));
    }

    private List<BoundValue> bound(KeyPoint point) {
        return Stream.concat(inKey.stream(), Stream.of(key.write(point))).toList();
    }
}
