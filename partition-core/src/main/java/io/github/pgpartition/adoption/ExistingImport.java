package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.Declaration;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.ManagedTables;
import io.github.pgpartition.execution.RegistryInstaller;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.DefaultPartition;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Takes over tables whose partitions somebody else made, under whatever names: they are told by their bounds. A policy and the tenants are
 * written; no table is created, changed or dropped, and no lock is taken on one.
 */
public final class ExistingImport {

    private static final long AT_ONCE = 1_000;

    private final Connection connection;
    private final LockPolicy locks;
    private final Declaration declaration;

    public ExistingImport(Connection connection, LockPolicy locks, Instant now) {
        this.connection = connection;
        this.locks = locks;
        declaration = new Declaration(connection, locks, now);
    }

    /** With a policy inferred from the bounds. A table that is managed keeps its own, and nothing is written. */
    public ImportReport of(QualifiedName name) throws SQLException {
        new RegistryInstaller(connection).upgrade();
        PartitionedTable table = declaration.table(name);
        Shape shape = Shape.of(table);
        Optional<ManagedTable> managed = managed(table);
        if (managed.isPresent()) {
            PartitionPolicy own = managed.get().policy();
            return report(table, shape, own, true, tenants(managed.get()), new ArrayList<>());
        }
        Inference inferred = inferred(table, shape);
        List<String> notes = new ArrayList<>();
        if (!inferred.encoding().isEmpty()) {
            notes.add("the key holds a time, as " + inferred.encoding() + ": its bounds show it");
        }
        return declare(table, shape, sayable(table, PolicyGuess.of(table, shape, inferred), notes), notes);
    }

    /** With this policy, in place of one that the table has. Tenants that have partitions are registered where it has a tenantColumn. */
    public ImportReport with(PartitionPolicy policy) {
        new RegistryInstaller(connection).upgrade();
        PartitionedTable table = declaration.table(policy.table());
        PartitionPolicy named = policy.forTable(table.name());
        declaration.check(table, named);
        return declare(table, Shape.of(table), named, new ArrayList<>());
    }

    Inference inferred(PartitionedTable table, Shape shape) throws SQLException {
        return Inference.of(table, shape, ZoneQuery.zones(connection));
    }

    Optional<ManagedTable> managed(PartitionedTable table) {
        return ManagedTables.find(connection, locks, table.oid());
    }

    ImportReport declare(PartitionedTable table, Shape shape, PartitionPolicy wanted, List<String> notes) {
        PartitionPolicy policy = pausedIfFarBehind(table, wanted, notes);
        var tenants = new TreeSet<>(policy.tenantColumn().isPresent() ? shape.tenants() : List.of());
        managed(table).ifPresent(before -> tenants.removeAll(tenants(before)));
        declaration.declareFor(table, policy, List.copyOf(tenants));
        List<String> registered = managed(table).map(ExistingImport::tenants).orElse(List.of());
        return report(table, shape, policy, false, registered, notes);
    }

    private static List<String> tenants(ManagedTable managed) {
        return managed.tenants().stream().map(Tenant::value).toList();
    }

    /** What its partitions are partitioned by may be nothing that the table could be told to go on with. */
    private PartitionPolicy sayable(PartitionedTable table, PartitionPolicy policy, List<String> notes) {
        try {
            declaration.check(table, policy);
            return policy;
        } catch (PartitioningException e) {
            if (policy.subPartitions().isEmpty()) {
                throw e;
            }
            notes.add("new partitions are not partitioned themselves: " + e.getMessage());
            return Changed.with(policy, PolicyField.SUB_PARTITIONS, "");
        }
    }

    /** Hundreds of partitions between an outlier and the present are hardly meant. */
    private PartitionPolicy pausedIfFarBehind(PartitionedTable table, PartitionPolicy policy, List<String> notes) {
        long missing = declaration.missing(table, policy);
        if (missing <= AT_ONCE || policy.paused()) {
            return policy;
        }
        notes.add("paused, since " + missing
                + " partitions are missing between its oldest one and the end of what is made ahead, and a"
                + " pass fills all gaps. Detach an outlier, declare a wider interval or a retention, or unset paused to have them made, "
                + AT_ONCE + " in each pass");
        return Changed.with(policy, PolicyField.PAUSED, "true");
    }

    private ImportReport report(
            PartitionedTable table,
            Shape shape,
            PartitionPolicy policy,
            boolean before,
            List<String> tenants,
            List<String> notes) {
        KeyEncoding key = declaration.check(table, policy);
        Oddities oddities = Oddities.of(shape, policy, key);
        if (oddities.shifted() > 0) {
            notes.add(oddities.shifted() + " partitions are of "
                    + policy.interval().text()
                    + " and begin elsewhere than new ones do: the first new one ends where the next whole one begins");
        }
        table.defaultPartition()
                .ifPresent(p -> notes.add("DEFAULT partition " + p.name().sql()
                        + (policy.defaultPartition() == DefaultPartition.KEEP
                                ? " is kept, and emptied into new partitions"
                                : " is left alone")));
        return new ImportReport(
                policy, before, oddities.inOrder().stream().map(Slot::name).toList(), oddities.found(), tenants, notes);
    }
}
