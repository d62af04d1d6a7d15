package io.github.pgpartition.maintenance;

import static java.util.function.Function.identity;
import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.Amount;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code PARTITION BY LIST (tenant)} with partitions by {@code RANGE (time)} below: each list partition is a lane. In one of several tenants
 * the longest retention counts; the DEFAULT partition, where it is partitioned by time, is the lane of all tenants without one.
 */
record TenantAbove(PartitionKey lower, String axisType) implements Layout {

    /** In {@link TableState#highestKeys}, of lanes whose table is still to be made: no relation is called so. */
    private static final String NO_ROWS = "-";

    static TenantAbove of(
            Identifier tenant, PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        if (!table.key().parts().equals(List.of(new PartitionKey.Column(tenant)))) {
            throw PolicyCheck.wrong(
                    table,
                    "its key is " + table.key().sql().substring("PARTITION BY ".length()) + ", and not " + tenant.sql(),
                    "Name the column of its key in tenantColumn");
        }
        return ranged(table)
                .findFirst()
                .map(own -> new TenantAbove(own.key(), own.keyTypes().get(0)))
                .orElseGet(() -> LowerKey.choose(tenant, policy, table, columns));
    }

    /** Tables of tenants, as far as they are partitioned by range on one column. */
    private static Stream<PartitionedTable> ranged(PartitionedTable table) {
        return table.partitions().stream()
                .filter(not(Partition::detachPending))
                .flatMap(p -> p.partitioned().stream())
                .filter(own -> own.strategy() == PartitionStrategy.RANGE
                        && own.keyTypes().size() == 1);
    }

    /** Whether the key of the lower level follows from the partitions that are there. */
    static boolean showsItsLowerKey(PartitionedTable table) {
        return ranged(table).findAny().isPresent();
    }

    @Override
    public PartitionKey.Part axis() {
        return lower.parts().get(0);
    }

    @Override
    public @Nullable Identifier tenantColumn() {
        return null;
    }

    @Override
    public List<Lane> lanes(Scene scene) {
        PartitionedTable table = scene.state().table();
        Map<String, Tenant> registered =
                scene.state().tenants().stream().collect(toMap(Tenant::value, identity(), (a, b) -> a, TreeMap::new));
        Set<String> withPartition = new HashSet<>();
        List<String> unregistered = new ArrayList<>();
        List<Lane> lanes = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            List<String> tenants = tenants(partition.bounds());
            boolean grows = partition.bounds().isDefault() || tenants.stream().anyMatch(registered::containsKey);
            withPartition.addAll(tenants);
            Optional<PartitionedTable> own = partition.partitioned().filter(this::isLane);
            if (own.isPresent() && !partition.detachPending()) {
                lanes.add(lane(scene, own.get(), label(table, partition), retentions(partition, registered), grows)
                        .ofUnregistered(tenants.stream()
                                .filter(tenant -> !registered.containsKey(tenant))
                                .toList()));
                unregistered.addAll(grows ? List.of() : tenants);
            } else if (!partition.detachPending() && !partition.bounds().isDefault()) {
                scene.find("nothing is made or retired in partition "
                        + partition.name().sql() + " of '" + String.join("', '", tenants)
                        + "': it is not partitioned by " + lower.sql().substring("PARTITION BY ".length()));
            }
        }
        scene.findUnregistered(unregistered);
        registered.values().stream()
                .filter(tenant -> !withPartition.contains(tenant.value()))
                .forEach(tenant -> lanes.add(newLane(scene, tenant)));
        return lanes;
    }

    private boolean isLane(PartitionedTable own) {
        return own.key().equals(lower) && own.keyTypes().equals(List.of(axisType));
    }

    private static Lane lane(
            Scene scene, PartitionedTable own, String label, List<Optional<Amount>> retentions, boolean grows) {
        return Lane.of(
                scene, own, own.name().sql(), label, retentions, grows, Existing.of(own, scene.key()), List.of());
    }

    private Lane newLane(Scene scene, Tenant tenant) {
        var own = new PartitionedTable(0, scene.state().table().name(), lower, List.of(axisType), List.of());
        return Lane.of(scene, own, NO_ROWS, tenant.value(), List.of(tenant.retention()), true, List.of(), List.of())
                .below(ListBounds.of(tenant.value()));
    }

    private static List<String> tenants(PartitionBounds bounds) {
        return bounds instanceof ListBounds list
                ? list.values().stream()
                        .filter(BoundValue.Literal.class::isInstance)
                        .map(v -> ((BoundValue.Literal) v).text())
                        .toList()
                : List.of();
    }

    private static List<Optional<Amount>> retentions(Partition partition, Map<String, Tenant> registered) {
        return partition.bounds() instanceof ListBounds list
                ? list.values().stream()
                        .map(v -> v instanceof BoundValue.Literal literal
                                ? Optional.ofNullable(registered.get(literal.text()))
                                        .flatMap(Tenant::retention)
                                : Optional.<Amount>empty())
                        .toList()
                : List.of();
    }

    /** The tenant; for several, what the name of their partition has behind the table's. */
    private static String label(PartitionedTable table, Partition partition) {
        if (partition.bounds() instanceof ListBounds list
                && list.values().size() == 1
                && list.values().get(0) instanceof BoundValue.Literal tenant) {
            return tenant.text();
        }
        String prefix = table.name().name().value() + "_";
        String name = partition.name().name().value();
        return name.startsWith(prefix) && name.length() > prefix.length() ? name.substring(prefix.length()) : name;
    }

    @Override
    public List<String> tenantsToCompare(PartitionedTable table, List<String> tenants) {
        return List.of();
    }
}
