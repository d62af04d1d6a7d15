package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.Leftover;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.StepResult.Outcome;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.PassLog;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
            Planning.Result planned = new Planning(connection, locks, leftovers(tables)).plan(tables, now);
            List<TablePlan> plans = new ArrayList<>(ForeignKeyOrder.sort(connection, planned.plans()));
            planned.failures()
                    .forEach(f -> plans.add(
                            new TablePlan(f.table(), 0, List.of(), List.of(new Finding(f.table(), f.message())))));
            return new MaintenancePlan(now, withDrift(plans));
        });
    }

    private List<TablePlan> withDrift(List<TablePlan> plans) {
        Map<Long, QualifiedName> tables = new LinkedHashMap<>();
        plans.forEach(p -> tables.put(p.tableOid(), p.table()));
        Map<Long, Finding> drifts = new DriftCheck(connection, locks).findings(tables);
        return plans.stream()
                .map(p -> drifts.containsKey(p.tableOid()) ? p.with(drifts.get(p.tableOid())) : p)
                .toList();
    }

    private Map<Long, List<Leftover>> leftovers(List<ManagedTable> tables) throws SQLException {
        return !tables.isEmpty() && Situation.read(connection).unfinished()
                ? new LeftoverReader(connection).read().leftovers()
                : Map.of();
    }

    /** What {@link #run} would do to one table that need not be registered yet. Whatever is in the way of a plan is thrown. */
    public TablePlan plan(ManagedTable table) {
        return guarded(() -> new Planning(connection, locks, Map.of()).plan(table, now));
    }

    /** A table's failure never stops another. */
    public MaintenanceReport run(List<ManagedTable> tables) {
        return guarded(() -> {
            Registry registry = new Registry(connection);
            if (!tables.isEmpty() || registry.isInstalled()) {
                Situation situation = Situation.read(connection);
                if (situation.standby()) {
                    LOG.info("This server is a standby: maintenance is left to the primary");
                    return new MaintenanceReport(now, 0, List.of(), List.of(), List.of());
                }
                if (situation.dropped()) {
                    registry.forgetDropped()
                            .forEach(t -> findings.add(new Finding(t, "it was dropped, and is not managed any more")));
                }
                tables(tables, situation.unfinished() ? unfinished() : Map.of());
                findings.addAll(new DriftCheck(connection, locks)
                        .findings(grown(tables))
                        .values());
                remember(tables);
            }
            return new MaintenanceReport(now, tables.size(), results, failures, findings);
        });
    }

    /** Where a partition was to be made: the others are compared with it then, and not at every idle pass. */
    private Map<Long, QualifiedName> grown(List<ManagedTable> tables) {
        Set<QualifiedName> names = results.stream()
                .filter(r -> r.step().kind() == StepKind.CREATE)
                .map(StepResult::table)
                .collect(toSet());
        return tables.stream()
                .filter(t -> names.contains(t.name()))
                .collect(toMap(ManagedTable::oid, ManagedTable::name, (a, b) -> a, LinkedHashMap::new));
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

    /** What somebody has attached again is a partition like any other. */
    private Map<Long, List<Leftover>> unfinished() throws SQLException {
        LeftoverReader.Found found = new LeftoverReader(connection).read();
        for (long oid : found.attachedAgain()) {
            new History(connection).settle(oid);
        }
        return found.leftovers();
    }

    private void tables(List<ManagedTable> tables, Map<Long, List<Leftover>> leftovers) throws SQLException {
        Planning.Result planned = new Planning(connection, locks, leftovers).plan(tables, now);
        failures.addAll(planned.failures());
        for (TablePlan plan : ForeignKeyOrder.sort(connection, planned.plans())) {
            if (plan.steps().isEmpty()) {
                findings.addAll(plan.findings());
                failures.addAll(plan.failures());
            } else {
                table(managed(tables, plan), leftovers.containsKey(plan.tableOid()));
            }
        }
    }

    private static ManagedTable managed(List<ManagedTable> tables, TablePlan plan) {
        return tables.stream()
                .filter(t -> t.oid() == plan.tableOid())
                .findFirst()
                .orElseThrow();
    }

    private void table(ManagedTable table, boolean unfinished) {
        TablePass pass = new TablePass();
        try {
            table(table, unfinished, pass);
        } catch (SQLException e) {
            PartitioningException refused = PartitioningException.refused(
                    "Cannot maintain " + table.name().sql(),
                    "what is between two steps",
                    e,
                    "Check the connection; the next pass completes the work");
            failures.add(new Failure(table.name(), String.valueOf(refused.getMessage())));
        }
        results.addAll(pass.results());
        failures.addAll(pass.failures());
        findings.addAll(pass.findings());
    }

    /** Another node may have been at it since the plan was made: it is made again once the table is ours. */
    private void table(ManagedTable table, boolean unfinished, TablePass pass) throws SQLException {
        try (PassLease lease = PassLease.tryTake(connection, locks, table.oid())) {
            if (lease == null) {
                findings.add(new Finding(table.name(), "another pass is at work on it; this one leaves it alone"));
                return;
            }
            Planning.Result planned =
                    new Planning(connection, locks, unfinished ? unfinished() : Map.of()).plan(List.of(table), now);
            failures.addAll(planned.failures());
            for (TablePlan plan : planned.plans()) {
                findings.addAll(plan.findings());
                failures.addAll(plan.failures());
                pass.run(connection, locks, plan, lease);
            }
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
