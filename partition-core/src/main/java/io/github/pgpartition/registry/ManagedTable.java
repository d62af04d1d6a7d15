package io.github.pgpartition.registry;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.Map;

/**
 * A table whose partitions are managed.
 *
 * @param oid              identity, which survives a rename
 * @param name             that it has now
 * @param fields           of its policy, as the registry holds them
 * @param tenantRetentions by tenant, as the registry holds them; empty where the table's counts
 */
public record ManagedTable(
        long oid, QualifiedName name, Map<String, String> fields, Map<String, String> tenantRetentions) {

    public ManagedTable {
        requireNonNull(name, "name");
        fields = Map.copyOf(fields);
        tenantRetentions = Map.copyOf(tenantRetentions);
    }

    public ManagedTable(long oid, QualifiedName name, Map<String, String> fields) {
        this(oid, name, fields, Map.of());
    }

    /** As if this tenant were the only one that is registered. */
    public ManagedTable onlyFor(String tenant) {
        String retention = tenantRetentions.get(tenant);
        return new ManagedTable(oid, name, fields, retention == null ? Map.of() : Map.of(tenant, retention));
    }

    /** Read late, so that a policy that somebody has spoilt by hand stops its own table only. */
    public PartitionPolicy policy() {
        return PartitionPolicy.parse(name, fields);
    }

    /** Registered tenants, by their values. Read late, as the policy is. */
    public List<Tenant> tenants() {
        PartitionPolicy policy = policy();
        return tenantRetentions.entrySet().stream()
                .map(t -> Tenant.of(t.getKey(), t.getValue()).checkedFor(policy))
                .sorted(comparing(Tenant::value))
                .toList();
    }
}
