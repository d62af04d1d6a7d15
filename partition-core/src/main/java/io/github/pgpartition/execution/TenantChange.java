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

/** Registers a tenant and makes its partitions. */
public final class TenantChange {

    private final Connection connection;
    private final PassRunner passes;

    public TenantChange(Connection connection, PassRunner passes) {
        this.connection = connection;
        this.passes = passes;
    }

    public void add(QualifiedName table, String tenant, @Nullable String retention) {
        Tenant.of(tenant, retention)
                .checkedFor(PassRunner.managed(connection, table).policy());
        String value = new Registry(connection).addTenant(table, tenant, retention);
        ManagedTable added = PassRunner.managed(connection, table).onlyFor(value);
        List<StepResult> results = passes.pass(connection).create(added).results();
        passes.pass(connection).plan(added).steps().stream()
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
