package io.github.pgpartition.maintenance;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyRange;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code PARTITION BY RANGE (tenant, time)}: the partitions of one tenant lie side by side in the key of the table itself. */
record TenantInKey(Identifier tenantColumn, PartitionKey.Part axis, String axisType) implements Layout {

    static TenantInKey of(Identifier tenant, PartitionedTable table) {
        List<PartitionKey.Part> parts = table.key().parts();
        if (table.keyTypes().size() != 2 || !parts.get(0).equals(new PartitionKey.Column(tenant))) {
            throw PolicyCheck.wrong(
                    table,
                    "its key is " + table.key().sql().substring("PARTITION BY ".length()) + ", and " + tenant.sql()
                            + " is not the first column of two",
                    "Partition it by RANGE (" + tenant.sql() + ", time), or by LIST (" + tenant.sql()
                            + ") with partitions by RANGE (time) below");
        }
        return new TenantInKey(tenant, parts.get(1), table.keyTypes().get(1));
    }

    /** Registered tenants in their order; then those that only have partitions: retention is for them, too. */
    @Override
    public List<Lane> lanes(Scene scene) {
        TenantOrder order = scene.state().tenantOrder();
        Map<String, List<Existing>> own = own(scene);
        List<Lane> lanes = new ArrayList<>();
        for (Tenant tenant : scene.state().tenants()) {
            List<Existing> existing = own.remove(order.same(tenant.value()));
            lanes.add(lane(scene, tenant, existing == null ? List.of() : existing, true));
        }
        List<String> unregistered = new ArrayList<>();
        own.values().forEach(existing -> {
            String tenant = tenant(bounds(existing.get(0).partition()));
            unregistered.add(tenant);
            lanes.add(lane(scene, new Tenant(tenant, null), existing, false).ofUnregistered(List.of(tenant)));
        });
        scene.findUnregistered(unregistered);
        spanning(scene.state().table())
                .forEach(p -> scene.find("partition " + p.name().sql()
                        + " spans several tenants: its keys are respected, and retention never takes it"));
        return lanes;
    }

    private static Map<String, List<Existing>> own(Scene scene) {
        Map<String, List<Existing>> own = new TreeMap<>();
        ranges(scene.state().table())
                .filter(TenantInKey::ofOneTenant)
                .map(p -> new Existing(p, scene.key().range(times(bounds(p)))))
                .sorted(Existing.BY_START)
                .forEach(e -> own.computeIfAbsent(
                                scene.state().tenantOrder().same(tenant(bounds(e.partition()))), k -> new ArrayList<>())
                        .add(e));
        return own;
    }

    private static Lane lane(Scene scene, Tenant tenant, List<Existing> existing, boolean grows) {
        KeyEncoding key = scene.key();
        TenantOrder order = scene.state().tenantOrder();
        List<KeyRange> occupied = spanning(scene.state().table())
                .flatMap(p -> order.within(bounds(p), tenant.value(), key).stream())
                .toList();
        return Lane.of(
                        scene,
                        scene.state().table(),
                        tenant.value(),
                        tenant.value(),
                        List.of(tenant.retention()),
                        grows,
                        existing,
                        occupied)
                .inKeyOf(tenant.value());
    }

    private static Stream<Partition> spanning(PartitionedTable table) {
        return ranges(table).filter(p -> !ofOneTenant(p));
    }

    private static Stream<Partition> ranges(PartitionedTable table) {
        return table.partitions().stream().filter(p -> p.bounds() instanceof RangeBounds);
    }

    private static RangeBounds bounds(Partition partition) {
        return (RangeBounds) partition.bounds();
    }

    private static RangeBounds times(RangeBounds bounds) {
        return RangeBounds.of(bounds.from().get(1), bounds.to().get(1));
    }

    private static boolean ofOneTenant(Partition partition) {
        BoundValue from = bounds(partition).from().get(0);
        return from instanceof BoundValue.Literal
                && from.equals(bounds(partition).to().get(0));
    }

    private static String tenant(RangeBounds bounds) {
        return ((BoundValue.Literal) bounds.from().get(0)).text();
    }

    /** Only where a partition spans several tenants does it matter which come first. */
    @Override
    public List<String> tenantsToCompare(PartitionedTable table, List<String> tenants) {
        return spanning(table).findAny().isEmpty()
                ? List.of()
                : Stream.concat(
                                tenants.stream(),
                                ranges(table)
                                        .map(TenantInKey::bounds)
                                        .flatMap(b -> Stream.of(b.from().get(0), b.to().get(0)))
                                        .filter(BoundValue.Literal.class::isInstance)
                                        .map(v -> ((BoundValue.Literal) v).text()))
                        .distinct()
                        .toList();
    }
}
