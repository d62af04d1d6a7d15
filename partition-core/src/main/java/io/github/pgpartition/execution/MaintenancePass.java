package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.PassLog;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over managed tables on one connection.
 *
 * <p>On a connection in autocommit each step is a short transaction of its own. Where the caller has a transaction open, only partitions
 * are created, in that transaction: what takes something away has no place in somebody else's.
 */
public final class MaintenancePass {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenancePass.class);

    private final Connection connection;
    private final LockPolicy locks;
    private final Instant now;
    private final List<StepResult> results = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    public MaintenancePass(Connection connection, LockPolicy locks, Instant now) {
        this.connection = connection;
        this.locks = locks;
        this.now = now;
    }

    /** What {@link #run} would do. Changes nothing. */
    public MaintenancePlan plan(List<ManagedTable> tables) {
        return guarded(() -> {
            Planning.Result planned = new Planning(connection, locks).plan(tables, now);
            List<TablePlan> plans = new ArrayList<>(planned.plans());
            planned.failures()
                    .forEach(f -> plans.add(
                            new TablePlan(f.table(), 0, List.of(), List.of(new Finding(f.table(), f.message())))));
            return new MaintenancePlan(now, plans);
        });
    }

    /** What {@link #run} would do to one table. Changes nothing; whatever is in the way of a plan is thrown. */
    public TablePlan plan(ManagedTable table) {
        return guarded(() -> new Planning(connection, locks).plan(table, now));
    }

    /** A table's failure never stops another. */
    public MaintenanceReport run(List<ManagedTable> tables) {
        return guarded(() -> {
            if (isStandby()) {
                LOG.info("This server is a standby: maintenance is left to the primary");
                return new MaintenanceReport(now, 0, List.of(), List.of(), List.of());
            }
            Planning.Result planned = new Planning(connection, locks).plan(tables, now);
            failures.addAll(planned.failures());
            for (TablePlan plan : planned.plans()) {
                if (plan.steps().isEmpty()) {
                    findings.addAll(plan.findings());
                } else {
                    table(managed(tables, plan));
                }
            }
            remember(tables);
            return new MaintenanceReport(now, tables.size(), results, failures, findings);
        });
    }

    /** In a transaction of the caller's the pass is not a whole one. */
    private void remember(List<ManagedTable> tables) throws SQLException {
        if (connection.getAutoCommit()) {
            Map<QualifiedName, String> wrong = new HashMap<>();
            failures.forEach(f -> wrong.putIfAbsent(f.table(), f.message()));
            results.stream()
                    .filter(r -> r.outcome() == Outcome.DEFERRED)
                    .forEach(r -> wrong.putIfAbsent(r.table(), r.message()));
            Map<Long, String> messages = new LinkedHashMap<>();
            tables.forEach(table -> messages.put(table.oid(), wrong.getOrDefault(table.name(), "")));
            new PassLog(connection).write(messages);
        }
    }

    private static ManagedTable managed(List<ManagedTable> tables, TablePlan plan) {
        return tables.stream()
                .filter(t -> t.oid() == plan.tableOid())
                .findFirst()
                .orElseThrow();
    }

    /** Another node may have been at it since the plan was made: it is made again once the table is ours. */
    private void table(ManagedTable table) throws SQLException {
        try (TableMutex mutex = TableMutex.tryLock(connection, table.oid())) {
            if (!mutex.isHeld()) {
                findings.add(new Finding(table.name(), "another pass is at work on it; this one leaves it alone"));
                return;
            }
            Planning.Result planned = new Planning(connection, locks).plan(List.of(table), now);
            failures.addAll(planned.failures());
            for (TablePlan plan : planned.plans()) {
                findings.addAll(plan.findings());
                steps(plan);
            }
        }
    }

    private void steps(TablePlan plan) throws SQLException {
        StepRunner runner = new StepRunner(connection, locks, plan);
        boolean createOnly = !connection.getAutoCommit();
        Set<Long> undone = new HashSet<>();
        for (Step step : plan.steps()) {
            if (createOnly && step.kind().removes()) {
                continue;
            }
            StepResult result = undone.contains(step.partitionOid())
                    ? new StepResult(
                            plan.table(), step, Outcome.SKIPPED, "an earlier step of this partition was not done", 0)
                    : runner.run(step);
            results.add(result);
            log(result);
            if (!result.isDone() && step.kind().removes()) {
                undone.add(step.partitionOid());
            }
            if (result.outcome() == Outcome.FAILED) {
                failures.add(new Failure(plan.table(), result.message()));
            }
        }
    }

    private static void log(StepResult result) {
        if (result.isDone()) {
            LOG.info(
                    "{}: {}",
                    result.step().operation().describe(),
                    result.step().reason());
        } else {
            LOG.warn("Not done: {}: {}", result.step().operation().describe(), result.message());
        }
    }

    private boolean isStandby() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T guarded(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot run the maintenance pass",
                    "catalog query",
                    e,
                    "Check the connection; the next pass completes the work");
        }
    }
}
