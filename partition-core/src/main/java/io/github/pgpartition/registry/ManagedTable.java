package io.github.pgpartition.registry;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import java.util.Map;

/**
 * A table whose partitions are managed.
 *
 * @param oid    identity, which survives a rename
 * @param name   that it has now
 * @param fields of its policy, as the registry holds them
 */
public record ManagedTable(long oid, QualifiedName name, Map<String, String> fields) {

    public ManagedTable {
        requireNonNull(name, "name");
        fields = Map.copyOf(fields);
    }

    /** Read late, so that a policy that somebody has spoilt by hand stops its own table only. */
    public PartitionPolicy policy() {
        return PartitionPolicy.parse(name, fields);
    }
}
