package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.StatusReport;
import io.github.pgpartition.metrics.PassEnd;
import io.github.pgpartition.metrics.PassListener;
import io.github.pgpartition.registry.IdleTables;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.StatusReader;
import io.github.pgpartition.registry.TableStatus;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the passes of a manager and tells its listeners. Policies are read anew for each. As thread-safe as its connections are. */
public final class PassRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PassRunner.class);

    private final ConnectionSource connections;
    private final LockPolicy locks;
    private final PassClock clock;
    private final PassEnvironment environment;
    private final List<PassListener> listeners;

    public PassRunner(
            ConnectionSource connections,
            LockPolicy locks,
            PassClock clock,
            PassEnvironment environment,
            List<PassListener> listeners) {
        this.connections = connections;
        this.locks = locks;
        this.clock = clock;
        this.environment = environment;
        this.listeners = new CopyOnWriteArrayList<>(listeners);
    }

    public void add(PassListener listener) {
        listeners.add(listener);
    }

    public void remove(PassListener listener) {
        listeners.remove(listener);
    }

    /** The present, for what is checked before it is declared. */
    public Instant now(Connection connection) {
        return clock.now(connection);
    }

    /** A pass now, whatever it is for. */
    public MaintenancePass pass(Connection connection) {
        return new MaintenancePass(connection, locks, clock, environment);
    }

    public MaintenancePlan plan() {
        return connections.run("Cannot plan", c -> pass(c).plan(ManagedTables.all(c, locks)));
    }

    /** Over every managed table. */
    public MaintenanceReport run(BooleanSupplier stopping) {
        return told(() -> connections.run("Cannot maintain", c -> {
            Instant now = clock.node();
            IdleTables known = idle(c, now);
            if (known.isAll()) {
                return new MaintenanceReport(now, known.idle().size(), List.of(), List.of(), List.of());
            }
            List<ManagedTable> tables = ManagedTables.all(c, locks, new RegistryInstaller(c).upgrade());
            List<ManagedTable> due =
                    tables.stream().filter(t -> !known.idle().contains(t.oid())).toList();
            MaintenanceReport report =
                    new MaintenancePass(c, locks, clock, environment.stoppedBy(stopping)).run(due, known);
            return report.ofTables(report.tables() + tables.size() - due.size());
        }));
    }

    /** Where it cannot be read, every table is looked at, and what stands in the way is told there. */
    private IdleTables idle(Connection connection, Instant now) throws SQLException {
        if (!connection.getAutoCommit()) {
            return IdleTables.UNKNOWN;
        }
        try {
            return IdleTables.read(connection, locks.setting(), now);
        } catch (SQLException e) {
            LOG.debug("Every managed table is looked at: {}", e.getMessage());
            return IdleTables.UNKNOWN;
        }
    }

    /** Over one managed table. */
    public MaintenanceReport run(QualifiedName table) {
        String what = "Cannot maintain " + table.sql();
        return told(() -> connections.run(what, c -> {
            new RegistryInstaller(c).upgrade();
            return pass(c).run(List.of(ManagedTables.one(c, locks, what, table)));
        }));
    }

    /** On a schedule: what an operator should know is logged. */
    public void runScheduled(BooleanSupplier stopping) {
        MaintenanceReport report = run(stopping);
        if (!report.succeeded()) {
            LOG.error("{}", report.toText());
        } else if (report.results().isEmpty()) {
            LOG.debug("{}", report.toText());
        } else {
            LOG.info("{}", report.toText());
        }
    }

    private MaintenanceReport told(Supplier<MaintenanceReport> pass) {
        long start = System.nanoTime();
        try {
            MaintenanceReport report = pass.get();
            tell(start, report, null);
            return report;
        } catch (RuntimeException e) {
            tell(start, null, e);
            throw e;
        }
    }

    private void tell(long start, @Nullable MaintenanceReport report, @Nullable RuntimeException failure) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (!listeners.isEmpty()) {
            PassEnd end = new PassEnd(took, report, failure, report == null ? List.of() : statusToTell());
            listeners.forEach(listener -> tell(listener, end));
        }
    }

    /** How every managed table stands; empty where nothing was ever managed. */
    public List<TableStatus> status() {
        return connections.run(
                "Cannot read the status",
                c -> new Registry(c).isInstalled()
                        ? new StatusReader(c, locks.setting()).read()
                        : List.<TableStatus>of());
    }

    /** The same to be printed. */
    public StatusReport statusReport() {
        List<TableStatus> tables = status();
        return new StatusReport(connections.run("Cannot read the time", clock::now), tables);
    }

    private List<TableStatus> statusToTell() {
        try {
            return status();
        } catch (RuntimeException e) {
            LOG.warn("Listeners are not told how tables stand: {}", e.getMessage());
            return List.of();
        }
    }

    private static void tell(PassListener listener, PassEnd end) {
        try {
            listener.passEnded(end);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Listener {} could not be told of a pass",
                    listener.getClass().getName(),
                    e);
        }
    }
}
