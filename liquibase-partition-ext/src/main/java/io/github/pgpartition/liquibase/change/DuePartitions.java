package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.execution.ManagedTables;
import io.github.pgpartition.execution.PassClock;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.operation.CreatePartitionGuarded;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.policy.Amount;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.registry.ManagedTable;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/** The partitions that a policy wants now and that are not there. */
final class DuePartitions {

    private final PartitionPolicy policy;
    private final List<Tenant> tenants;
    private final KnownTable known;
    private final Database database;
    private final Optional<PartitionedTable> table;
    private final Optional<PartitionedTable> real;

    DuePartitions(PartitionChange change, PartitionPolicy policy, List<Tenant> tenants, Database database) {
        this.policy = policy;
        this.tenants = tenants;
        this.database = database;
        known = KnownTable.of(change, database);
        this.table = known.find();
        this.real = known.inCatalog();
    }

    /** Refuses a policy that does not fit the table; where the table is not there yet, that is for later. */
    void check() {
        table.ifPresent(found -> {
            PolicyCheck.checkAt(InstantSource.system().instant(), policy, found, columns(found));
            plan(found);
        });
    }

    Stream<Operation> operations() {
        PartitionedTable found = table.orElseThrow(() -> known.notPartitioned(
                "Cannot make the partitions of " + policy.table().sql(),
                "it is not a partitioned table of the database, nor of an earlier changeset",
                "Create it first with createRangePartitionedTable"));
        TablePlan plan = table.equals(real) ? planFromRows(found) : plan(found);
        return steps(plan).map(DuePartitions::operation);
    }

    /** Rows of a new partition that are in DEFAULT are moved with it; where they cannot be, the changeset fails and says why. */
    private static Operation operation(Step step) {
        if (step.refusal() != null) {
            throw PartitioningException.of(step.refusal());
        }
        return step.operation() instanceof CreatePartitionGuarded guarded ? guarded.create() : step.operation();
    }

    /** With the highest key, and with a look at names that are taken: for these a connection is needed, and the table as it is. */
    private TablePlan planFromRows(PartitionedTable found) {
        var connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        Map<String, String> fields = policy.fields().entrySet().stream()
                .collect(toMap(field -> field.getKey().fieldName(), Map.Entry::getValue));
        return new MaintenancePass(connection, PartitionSettings.locks(), PassClock.of(InstantSource.system()))
                .plan(new ManagedTable(found.oid(), found.name(), fields, retentions(connection, found.oid())));
    }

    /** Of the tenants that are declared or, where none are, of those that are registered. */
    private Map<String, String> retentions(Connection connection, long oid) {
        if (tenants.isEmpty()) {
            return ManagedTables.find(connection, PartitionSettings.locks(), oid)
                    .map(ManagedTable::tenantRetentions)
                    .orElse(Map.of());
        }
        return tenants.stream()
                .collect(toMap(
                        Tenant::value,
                        tenant -> tenant.retention().map(Amount::toString).orElse("")));
    }

    private TablePlan plan(PartitionedTable found) {
        InheritedProperties properties = known.properties(null);
        return plan(
                TableState.builder(found)
                        .tenants(tenants)
                        .columns(columns(found))
                        .properties(properties),
                policy);
    }

    private List<TableColumn> columns(PartitionedTable found) {
        return PolicyCheck.needsColumns(policy, found) ? known.columns() : List.of();
    }

    /** Those that make what is not there, as far as it can be told without a database. */
    static Stream<Step> steps(
            PartitionedTable found, PartitionPolicy policy, List<Tenant> tenants, DeclaredTable declared) {
        return steps(plan(
                TableState.builder(found)
                        .tenants(tenants)
                        .columns(declared.tableColumns())
                        .properties(declared.properties()),
                policy));
    }

    private static Stream<Step> steps(TablePlan plan) {
        return plan.steps().stream().filter(step -> step.kind() == StepKind.CREATE);
    }

    private static TablePlan plan(TableState.Builder state, PartitionPolicy policy) {
        return MaintenancePlanner.plan(
                state.build(), policy, InstantSource.system().instant());
    }
}
