package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.ColumnLookup;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.catalog.SchemaLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;

/** Declares policies. One that does not fit its table is refused before anything is written. */
public final class Declaration {

    private final Connection connection;
    private final LockPolicy locks;
    private final Instant now;

    public Declaration(Connection connection, LockPolicy locks, Instant now) {
        this.connection = connection;
        this.locks = locks;
        this.now = now;
    }

    /** In place of the table's earlier policy. */
    public void declare(PartitionPolicy policy) {
        PartitionedTable table = table(policy.table());
        PolicyCheck.checkAt(now, policy, table, columns(policy, table));
        checkArchive(policy);
        write(policy, List.of());
    }

    /**
     * For a table whose partitions are there: however many are missing among them, a pass makes them a part at a time.
     *
     * @param tenants registered with the policy, at once
     */
    public void declareFor(PartitionedTable table, PartitionPolicy policy, List<String> tenants) {
        check(table, policy);
        checkArchive(policy);
        write(policy, tenants);
    }

    private void checkArchive(PartitionPolicy policy) {
        SchemaLookup.missing(connection, policy.retentionSchema().stream().toList())
                .forEach(schema -> {
                    throw new PartitioningException(
                            "Cannot manage " + policy.table().sql(),
                            "there is no schema " + schema.sql() + " to archive to",
                            "Create it first, or correct retentionSchema");
                });
    }

    /** The encoding of the key, where the policy fits the table. */
    public KeyEncoding check(PartitionedTable table, PartitionPolicy policy) {
        return PolicyCheck.check(policy, table, columns(policy, table));
    }

    /** How many partitions are missing for a policy that fits; 0 where only a pass sees it. */
    public long missing(PartitionedTable table, PartitionPolicy policy) {
        return PolicyCheck.missing(now, policy, table, columns(policy, table));
    }

    private void write(PartitionPolicy policy, List<String> tenants) {
        new RegistryInstaller(connection).install();
        new Registry(connection).manage(policy, tenants);
    }

    private List<TableColumn> columns(PartitionPolicy policy, PartitionedTable table) {
        return PolicyCheck.needsColumns(policy, table) ? ColumnLookup.of(connection, table.oid()) : List.of();
    }

    /** A key that holds an expression is read under a lock on its table, and so under the lock policy. */
    public PartitionedTable table(QualifiedName name) {
        return BoundedCatalog.onDemand(connection, locks)
                .table(name)
                .orElseThrow(() -> NotPartitioned.refusal(connection, "Cannot manage " + name.sql(), name));
    }
}
