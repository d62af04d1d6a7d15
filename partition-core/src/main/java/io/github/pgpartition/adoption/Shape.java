package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a table is laid out: on one axis, on one for each tenant in the key, or below the list partition of each tenant.
 *
 * @param tenantColumnOrNull null where there are no tenants
 * @param axisType           of the key part whose values the interval cuts
 * @param tenants            that have partitions
 * @param odd                what lies on no axis
 */
record Shape(
        @Nullable Identifier tenantColumnOrNull,
        String axisType,
        List<Slot> slots,
        Set<String> tenants,
        List<OddPartition> odd) {

    static Shape of(PartitionedTable table) {
        return switch (table.strategy()) {
            case RANGE -> table.keyTypes().size() == 1 ? oneAxis(table) : tenantInKey(table);
            case LIST -> tenantAbove(table);
            case HASH ->
                throw refused(
                        table,
                        "it is partitioned by HASH: such partitions have no order, so that none is ahead and none is past",
                        "Leave it as it is, or partition it by RANGE");
        };
    }

    Optional<Identifier> tenantColumn() {
        return Optional.ofNullable(tenantColumnOrNull);
    }

    private static Shape oneAxis(PartitionedTable table) {
        return new Shape(null, table.keyTypes().get(0), slots(table), Set.of(), List.of());
    }

    private static List<Slot> slots(PartitionedTable parent) {
        return parent.partitions().stream()
                .filter(p -> p.bounds() instanceof RangeBounds)
                .map(p -> new Slot(parent.name().sql(), p, (RangeBounds) p.bounds()))
                .toList();
    }

    private static Shape tenantInKey(PartitionedTable table) {
        if (table.keyTypes().size() != 2 || !(table.key().parts().get(0) instanceof PartitionKey.Column tenant)) {
            throw refused(
                    table,
                    "its key is " + key(table)
                            + ", and only a key of one part, or of a tenant and one more, can be managed",
                    "Leave it as it is, or partition it by one column");
        }
        List<Slot> slots = new ArrayList<>();
        List<OddPartition> odd = new ArrayList<>();
        Set<String> tenants = new LinkedHashSet<>();
        for (Partition partition : table.partitions()) {
            if (partition.bounds() instanceof RangeBounds bounds) {
                if (bounds.from().get(0) instanceof BoundValue.Literal value
                        && value.equals(bounds.to().get(0))) {
                    tenants.add(value.text());
                    slots.add(new Slot(
                            value.text(),
                            partition,
                            RangeBounds.of(bounds.from().get(1), bounds.to().get(1))));
                } else {
                    odd.add(new OddPartition(
                            partition.name(),
                            "it spans several values of " + tenant.sql()
                                    + ": its keys are respected, and retention never takes it"));
                }
            }
        }
        if (slots.isEmpty()) {
            throw refused(
                    table,
                    "its key is " + key(table) + ", and it has no partition of a single value of " + tenant.sql()
                            + ", as partitions of tenants are",
                    "If " + tenant.sql()
                            + " tells tenants apart, declare it as tenantColumn with manage; else partition it by one column");
        }
        return new Shape(tenant.name(), table.keyTypes().get(1), slots, tenants, odd);
    }

    /** By the first level below that is partitioned by range on one column: all others must follow it. */
    private static Shape tenantAbove(PartitionedTable table) {
        Optional<PartitionedTable> model = table.partitions().stream()
                .filter(p -> !p.detachPending())
                .flatMap(p -> p.partitioned().stream())
                .filter(own -> own.strategy() == PartitionStrategy.RANGE
                        && own.keyTypes().size() == 1)
                .findFirst();
        if (model.isEmpty() || !(table.key().parts().get(0) instanceof PartitionKey.Column tenant)) {
            throw refused(
                    table,
                    "it is partitioned by " + key(table)
                            + ", and none of its partitions is partitioned by RANGE on one column, as those of tenants are",
                    "Leave it as it is: there is no next value of a list to make a partition for");
        }
        PartitionedTable lower = model.get();
        List<Slot> slots = new ArrayList<>();
        List<OddPartition> odd = new ArrayList<>();
        Set<String> tenants = new LinkedHashSet<>();
        for (Partition partition : table.partitions()) {
            Optional<PartitionedTable> own = partition
                    .partitioned()
                    .filter(t -> t.key().equals(lower.key()) && t.keyTypes().equals(lower.keyTypes()));
            if (own.isPresent()) {
                slots.addAll(slots(own.get()));
                tenants.addAll(values(partition));
            } else if (!partition.bounds().isDefault()) {
                odd.add(new OddPartition(
                        partition.name(),
                        "it is not partitioned by " + key(lower) + ": nothing is made or retired in it"));
            }
        }
        return new Shape(tenant.name(), lower.keyTypes().get(0), slots, tenants, odd);
    }

    private static List<String> values(Partition partition) {
        return partition.bounds() instanceof ListBounds list
                ? list.values().stream()
                        .filter(BoundValue.Literal.class::isInstance)
                        .map(v -> ((BoundValue.Literal) v).text())
                        .toList()
                : List.of();
    }

    static String key(PartitionedTable table) {
        return table.key().sql().substring("PARTITION BY ".length());
    }

    static PartitioningException refused(PartitionedTable table, String why, String next) {
        return new PartitioningException(
                "Cannot import the partitions of " + table.name().sql(), why, next);
    }
}
