package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers a tenant of a managed table and makes its partitions at once. */
public final class TenantAddition {

    private final Connection connection;
    private final LockPolicy locks;
    private final MaintenancePass pass;

    public TenantAddition(Connection connection, LockPolicy locks, MaintenancePass pass) {
        this.connection = connection;
        this.locks = locks;
        this.pass = pass;
    }

    /** @param retention in place of the table's; null for the table's */
    public void add(QualifiedName table, String tenant, @Nullable String retention) {
        String what = "Cannot add tenant '" + tenant + "' to " + table.sql();
        Tenant.of(tenant, retention)
                .checkedFor(ManagedTables.one(connection, locks, what, table).policy());
        String value = new Registry(connection).addTenant(table, tenant, retention);
        ManagedTable added = ManagedTables.one(connection, locks, what, table).onlyFor(value);
        List<StepResult> results = pass.create(added).results();
        pass.plan(added).steps().stream()
                .filter(step -> !step.kind().removes())
                .findFirst()
                .ifPresent(step -> {
                    throw notMade(value, step, results);
                });
    }

    private static PartitioningException notMade(String tenant, Step step, List<StepResult> results) {
        return new PartitioningException(
                "Cannot " + step.operation().describe(),
                results.stream()
                        .filter(r -> !r.isDone())
                        .map(StepResult::message)
                        .findFirst()
                        .orElse("it is still missing"),
                "Tenant '" + tenant + "' is registered, and the next pass makes its partitions");
    }
}
