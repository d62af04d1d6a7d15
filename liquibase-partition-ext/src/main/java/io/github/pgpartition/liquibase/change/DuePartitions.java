package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.MaintenancePass;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.registry.ManagedTable;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/** The partitions that a policy wants now and that are not there. */
final class DuePartitions {

    private final PartitionPolicy policy;
    private final Database database;
    private final Optional<PartitionedTable> table;
    private final Optional<PartitionedTable> real;

    DuePartitions(PartitionChange change, PartitionPolicy policy, Database database) {
        this.policy = policy;
        this.database = database;
        KnownTable known = KnownTable.of(change, database);
        this.table = known.find();
        this.real = known.inCatalog();
    }

    /** Refuses a policy that does not fit the table; where the table is not there yet, that is for later. */
    void check() {
        table.ifPresent(t -> PolicyCheck.checkAt(InstantSource.system().instant(), policy, t));
        table.ifPresent(t -> plan(t, policy));
    }

    Stream<Operation> operations() {
        PartitionedTable known = table.orElseThrow(() -> new PartitioningException(
                "Cannot make the partitions of " + policy.table().sql(),
                "it is not a partitioned table of the database, nor of an earlier changeset",
                "Create it first with createRangePartitionedTable"));
        TablePlan plan = table.equals(real) ? planFromRows(known) : plan(known, policy);
        return steps(plan).map(Step::operation);
    }

    /** With the highest key, and with a look at names that are taken: for these a connection is needed, and the table as it is. */
    private TablePlan planFromRows(PartitionedTable known) {
        var connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        Map<String, String> fields = policy.fields().entrySet().stream()
                .collect(toMap(field -> field.getKey().fieldName(), Map.Entry::getValue));
        return new MaintenancePass(
                        connection,
                        PartitionSettings.locks(),
                        InstantSource.system().instant())
                .plan(new ManagedTable(known.oid(), known.name(), fields));
    }

    /** As they will be in the catalog. */
    static Stream<Partition> of(PartitionedTable known, PartitionPolicy policy) {
        return steps(plan(known, policy))
                .map(step -> new Partition(0, step.partition(), step.bounds(), false, false, -1, null));
    }

    private static Stream<Step> steps(TablePlan plan) {
        return plan.steps().stream().filter(step -> step.kind() == StepKind.CREATE);
    }

    private static TablePlan plan(PartitionedTable known, PartitionPolicy policy) {
        return MaintenancePlanner.plan(known, policy, InstantSource.system().instant());
    }
}
