package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.MaintenanceReport;
import io.github.pgpartition.maintenance.Present;
import io.github.pgpartition.maintenance.TablePlan;
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
    private final PassClock clock;
    private final PassEnvironment environment;
    private final PassProgress progress = new PassProgress();
    private final Map<Long, Instant> idleUntil = new HashMap<>();
    private IdleTables before = IdleTables.UNKNOWN;

    public MaintenancePass(Connection connection, LockPolicy locks, PassClock clock) {
        this(connection, locks, clock, PassEnvironment.NONE);
    }

    /** @param environment with hooks only where the connection is in autocommit: else they would run in somebody's transaction */
    public MaintenancePass(Connection connection, LockPolicy locks, PassClock clock, PassEnvironment environment) {
        this.connection = connection;
        this.locks = locks;
        this.clock = clock;
        this.environment = environment;
    }

    /** What {@link #run} would do. Changes nothing. */
    public MaintenancePlan plan(List<ManagedTable> tables) {
        return guarded(() -> new Preview(connection, locks, clock).plan(tables));
    }

    /** What {@link #run} would do to one table that need not be registered yet. Whatever is in the way of a plan is thrown. */
    public TablePlan plan(ManagedTable table) {
        return guarded(() -> new Preview(connection, locks, clock).plan(table));
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
        if (tables.isEmpty() && !registry.isInstalled()) {
            return progress.report(clock.read(connection).present().creation(), 0);
        }
        Situation situation = Situation.read(connection, locks);
        PassClock.Reading time = clock.beside(situation.serverTime());
        Instant now = time.present().creation();
        if (situation.standby()) {
            LOG.info("This server is a standby: maintenance is left to the primary");
            return progress.report(now, 0);
        }
        refresh(registry, situation);
        tables.stream().limit(1).forEach(first -> warn(first, time));
        Unfinished left = situation.unfinished() ? Unfinished.readAndSettle(connection, locks) : Unfinished.NOTHING;
        tables(tables, time.present(), left, createOnly);
        var aftermath = new Aftermath(connection, tables);
        progress.find(aftermath.drift(locks, progress.results(), createOnly ? Set.of() : idleUntil.keySet()));
        if (time.warning().isPresent()) {
            idleUntil.clear(); // Whoever looks next is to be told of it, too.
        }
        aftermath.remember(locks, now, progress.results(), progress.failures(), before, idleUntil);
        return progress.report(now, tables.size());
    }

    /** What the registry has of tables that were renamed, restored or dropped since. */
    private void refresh(Registry registry, Situation situation) throws SQLException {
        if (situation.changed()) {
            RegistryLocks.runBounded(connection, locks, () -> {
                registry.refresh();
                return true;
            });
        }
        if (situation.dropped()) {
            RegistryLocks.runBounded(connection, locks, registry::forgetDropped)
                    .forEach(t -> progress.find(t, "it was dropped, and is not managed any more"));
        }
        situation.lost().forEach(this::lost);
    }

    private void lost(QualifiedName table) {
        progress.find(
                table,
                "it is not managed: its policy was restored from a dump of another database, and here no partitioned table has the name, or"
                        + " there are two policies for it. Restore the table, or give up the policy: DELETE FROM pgpartition.managed_table"
                        + " WHERE seen_in <> pgpartition.here() AND schema_name = "
                        + SqlLiteral.quote(table.schema().orElseThrow().value()) + " AND table_name = "
                        + SqlLiteral.quote(table.name().value()));
    }

    private void warn(ManagedTable table, PassClock.Reading time) {
        time.warning().ifPresent(w -> {
            LOG.warn("{}", w);
            progress.find(table.name(), w);
        });
    }

    private Present present(ManagedTable table) throws SQLException {
        PassClock.Reading time = clock.read(connection);
        warn(table, time);
        return time.present();
    }

    /**
     * Makes what a table lacks and takes nothing away. A pass of another node that is at work on the table, and that may have been planned
     * before something was declared, is waited for as locks are.
     */
    public MaintenanceReport create(ManagedTable table) {
        return guarded(() -> {
            Present present = present(table);
            TableTurns turns = turns(present, true);
            long end = System.nanoTime()
                    + locks.timeout().multipliedBy(locks.retries()).toNanos();
            for (int attempt = 1; !turns.take(List.of(table), false).busy().isEmpty(); attempt++) {
                if (System.nanoTime() > end || !Backoff.pause(attempt)) {
                    throw new PartitioningException(
                            "Cannot make the partitions of " + table.name().sql(),
                            "another pass has been at work on it all the time, though it was looked at " + attempt
                                    + " times",
                            "The next pass makes them");
                }
            }
            return progress.report(present.creation(), 1);
        });
    }

    private TableTurns turns(Present present, boolean createOnly) {
        return new TableTurns(connection, locks, environment, present, progress, createOnly);
    }

    private void tables(List<ManagedTable> tables, Present present, Unfinished left, boolean createOnly)
            throws SQLException {
        Planning.Outline planned = new Planning(connection, locks, left).outline(tables, present);
        progress.fail(planned.failures());
        idleUntil.putAll(planned.idleUntil());
        ForeignKeyOrder order = ForeignKeyOrder.of(connection, planned.plans());
        TableTurns turns = turns(present, createOnly);
        List<ManagedTable> waiting = new ArrayList<>();
        for (TablePlan plan : order.plans()) {
            if (plan.steps().isEmpty()) {
                turns.pass(plan, left);
            } else {
                waiting.add(managed(tables, plan));
            }
        }
        TableGroups groups = new TableGroups(waiting, order, environment.hooks().isEmpty());
        while (groups.hasNext() && !environment.stopping().getAsBoolean()) {
            List<ManagedTable> group = groups.next();
            TableTurns.Left rest = turns.take(group, group.stream().anyMatch(table -> left.has(table.oid())));
            groups.putBack(rest.later());
            rest.busy()
                    .forEach(table ->
                            progress.find(table.name(), "another pass is at work on it; this one leaves it alone"));
        }
    }

    private static ManagedTable managed(List<ManagedTable> tables, TablePlan plan) {
        return tables.stream()
                .filter(t -> t.oid() == plan.tableOid())
                .findFirst()
                .orElseThrow();
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
