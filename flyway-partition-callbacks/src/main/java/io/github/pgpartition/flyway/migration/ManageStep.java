package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.PartitionManager;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.RegistrySql;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares the policy of a table, in place of an earlier one, and makes the partitions that are due. It removes nothing. */
public final class ManageStep extends Step {

    private final PartitionPolicy policy;
    private final List<Tenant> tenants = new ArrayList<>();

    ManageStep(MigrationSession session, PartitionPolicy policy) {
        super(session, "managePartitions(" + policy.table().sql() + ")");
        this.policy = policy;
    }

    /** A tenant, with the retention of the table. */
    public ManageStep tenant(String id) {
        return tenant(id, null);
    }

    /** @param retention in place of the table's: {@code 30 days}; null for the table's */
    public ManageStep tenant(String id, @Nullable String retention) {
        tenants.add(Tenant.of(id, retention).checkedFor(policy));
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName table = session.names().existing(policy.table().sql());
        PartitionPolicy named = policy.forTable(table);
        PartitionManager manager = session.manager();
        session.log().accept(RegistrySql.manage(named).text());
        manager.manage(named);
        for (Tenant tenant : tenants) {
            String retention = tenant.retention().map(Object::toString).orElse(null);
            session.log()
                    .accept(RegistrySql.addTenant(table, tenant.value(), retention)
                            .text());
            manager.addTenant(table.sql(), tenant.value(), retention);
        }
        MaintenanceReport report = manager.premake(table.sql());
        session.log().accept(report.toText().strip());
        report.failures().stream().findFirst().ifPresent(failure -> {
            throw PartitioningException.of(failure.message());
        });
    }
}
