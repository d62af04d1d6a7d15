package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.Leftover;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StepResult;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.IdleTables;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final PassEnvironment environment;
    private final List<StepResult> results = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, Instant> idleUntil = new HashMap<>();
    private IdleTables before = IdleTables.UNKNOWN;

    public MaintenancePass(Connection connection, LockPolicy locks, Instant now) {
        this(connection, locks, now, PassEnvironment.NONE);
    }

    /** @param environment with hooks only where the connection is in autocommit: else they would run in somebody's transaction */
    public MaintenancePass(Connection connection, LockPolicy locks, Instant now, PassEnvironment environment) {
        this.connection = connection;
        this.locks = locks;
        this.now = now;
        this.environment = environment;
    }

    /** What {@link #run} would do. Changes nothing. */
    public MaintenancePlan plan(List<ManagedTable> tables) {
        return guarded(() -> {
            Optional<Situation> situation =
                    tables.isEmpty() ? Optional.empty() : Optional.of(Situation.read(connection, locks));
            boolean unfinished = situation.map(Situation::unfinished).orElse(false);
            Map<Long, List<Leftover>> leftovers = unfinished ? found().leftovers() : Map.of();
            Planning.Result planned = new Planning(connection, locks, leftovers).plan(tables, now);
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

    /** What {@link #run} would do to one table that need not be registered yet. Whatever is in the way of a plan is thrown. */
    public TablePlan plan(ManagedTable table) {
        return guarded(() -> new Planning(connection, locks, Map.of()).plan(table, now));
    }

    /** A table's failure never stops another. */
    public MaintenanceReport run(List<ManagedTable> tables) {
        return guarded(() -> run(tables, !connection.getAutoCommit()));
    }

    /** The same, and what is found idle is remembered with the version that it had before this pass looked. */
    MaintenanceReport run(List<ManagedTable> tables, IdleTables versions) {
        before = versions;
        return run(tables);
    }

    /** The same without what takes something away. */
    public MaintenanceReport premake(List<ManagedTable> tables) {
        return guarded(() -> run(tables, true));
    }

    private MaintenanceReport run(List<ManagedTable> tables, boolean createOnly) throws SQLException {
        Registry registry = new Registry(connection);
        if (!tables.isEmpty() || registry.isInstalled()) {
            Situation situation = Situation.read(connection, locks);
            if (situation.standby()) {
                LOG.info("This server is a standby: maintenance is left to the primary");
                return new MaintenanceReport(now, 0, List.of(), List.of(), List.of());
            }
            if (situation.changed()) {
                RegistryLocks.runBounded(connection, locks, () -> {
                    registry.refresh();
                    return true;
                });
            }
            if (situation.dropped()) {
                RegistryLocks.runBounded(connection, locks, registry::forgetDropped)
                        .forEach(t -> findings.add(new Finding(t, "it was dropped, and is not managed any more")));
            }
            situation.lost().forEach(t -> findings.add(lost(t)));
            tables(tables, situation.unfinished() ? unfinished() : Map.of(), createOnly);
            var aftermath = new Aftermath(connection, tables);
            findings.addAll(aftermath.drift(locks, results));
            aftermath.remember(locks, now, results, failures, before, idleUntil);
        }
        return new MaintenanceReport(now, tables.size(), results, failures, findings);
    }

    /**
     * Makes what a table lacks and takes nothing away. A pass of another node that is at work on the table, and that may have been planned
     * before something was declared, is waited for as locks are.
     */
    public MaintenanceReport create(ManagedTable table) {
        return guarded(() -> {
            for (int attempt = 1; !table(table, false, true); attempt++) {
                if (attempt > locks.retries() || !Backoff.pause(attempt)) {
                    throw new PartitioningException(
                            "Cannot make the partitions of " + table.name().sql(),
                            "another pass has been at work on it during " + attempt + " attempts",
                            "The next pass makes them");
                }
            }
            return new MaintenanceReport(now, 1, results, failures, findings);
        });
    }

    private static Finding lost(QualifiedName table) {
        return new Finding(
                table,
                "it is not managed: its policy was restored from a dump of another database, and here no partitioned table has the name, or"
                        + " there are two policies for it. Restore the table, or give up the policy: DELETE FROM pgpartition.managed_table"
                        + " WHERE seen_in <> pgpartition.here() AND table_name = "
                        + SqlLiteral.quote(table.name().value()));
    }

    /** What somebody has attached again is a partition like any other. */
    private Map<Long, List<Leftover>> unfinished() throws SQLException {
        LeftoverReader.Found found = found();
        if (!found.attachedAgain().isEmpty()) {
            RegistryLocks.runBounded(connection, locks, () -> {
                for (long oid : found.attachedAgain()) {
                    new History(connection).settle(oid);
                }
                return true;
            });
        }
        return found.leftovers();
    }

    private LeftoverReader.Found found() throws SQLException {
        return RegistryLocks.runBounded(connection, locks, () -> new LeftoverReader(connection).read());
    }

    private void tables(List<ManagedTable> tables, Map<Long, List<Leftover>> leftovers, boolean createOnly)
            throws SQLException {
        Planning.Result planned = new Planning(connection, locks, leftovers).plan(tables, now);
        failures.addAll(planned.failures());
        idleUntil.putAll(planned.idleUntil());
        for (TablePlan plan : ForeignKeyOrder.sort(connection, planned.plans())) {
            if (environment.stopping().getAsBoolean()) {
                return;
            }
            if (plan.steps().isEmpty()) {
                findings.addAll(plan.findings());
                failures.addAll(plan.failures());
            } else {
                ManagedTable table = managed(tables, plan);
                if (!table(table, leftovers.containsKey(plan.tableOid()), createOnly)) {
                    findings.add(new Finding(table.name(), "another pass is at work on it; this one leaves it alone"));
                }
            }
        }
    }

    private static ManagedTable managed(List<ManagedTable> tables, TablePlan plan) {
        return tables.stream()
                .filter(t -> t.oid() == plan.tableOid())
                .findFirst()
                .orElseThrow();
    }

    /** False where another pass is at work on it. */
    private boolean table(ManagedTable table, boolean unfinished, boolean createOnly) {
        TablePass pass = new TablePass();
        boolean ours = true;
        try {
            ours = table(table, unfinished, createOnly, pass);
        } catch (SQLException e) {
            PartitioningException refused = PartitioningException.refused(
                    "Cannot maintain " + table.name().sql(),
                    "what is between two steps",
                    e,
                    "Check the connection; the next pass completes the work");
            failures.add(new Failure(table.name(), String.valueOf(refused.getMessage())));
        } catch (PartitioningException e) {
            failures.add(new Failure(table.name(), String.valueOf(e.getMessage())));
        }
        results.addAll(pass.results());
        failures.addAll(pass.failures());
        findings.addAll(pass.findings());
        return ours;
    }

    /** Another node may have been at it since the plan was made: it is made again once the table is ours. */
    private boolean table(ManagedTable table, boolean unfinished, boolean createOnly, TablePass pass)
            throws SQLException {
        try (PassLease lease = PassLease.tryTake(connection, locks, table.oid())) {
            if (lease == null) {
                return false;
            }
            Planning.Result planned =
                    new Planning(connection, locks, unfinished ? unfinished() : Map.of()).plan(List.of(table), now);
            failures.addAll(planned.failures());
            for (TablePlan plan : planned.plans()) {
                findings.addAll(plan.findings());
                failures.addAll(plan.failures());
                pass.run(connection, locks, environment, plan, lease, createOnly);
            }
            return true;
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
