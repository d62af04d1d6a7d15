package io.github.pgpartition.execution;

import static java.util.stream.Collectors.toMap;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Present;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of tables in a pass: they are made ours, planned again, and what is planned is done. To make them ours and to plan takes as long
 * for several as for one, so it is done for several at once.
 */
final class TableTurns {

    private static final Logger LOG = LoggerFactory.getLogger(TableTurns.class);

    /** What was planned longer ago is planned again: others may have been at it. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Connection connection;
    private final LockPolicy locks;
    private final PassEnvironment environment;
    private final Present present;
    private final PassProgress progress;
    private final boolean createOnly;

    /** @param createOnly whether steps that take something away are left out */
    TableTurns(
            Connection connection,
            LockPolicy locks,
            PassEnvironment environment,
            Present present,
            PassProgress progress,
            boolean createOnly) {
        this.connection = connection;
        this.locks = locks;
        this.environment = environment;
        this.present = present;
        this.progress = progress;
        this.createOnly = createOnly;
    }

    /**
     * What is left of a group.
     *
     * @param later for another turn
     * @param busy  another pass is at work on them
     */
    record Left(List<ManagedTable> later, List<ManagedTable> busy) {}

    /** @param unfinished whether earlier passes left something to one of them */
    Left take(List<ManagedTable> group, boolean unfinished) {
        List<ManagedTable> later = new ArrayList<>();
        List<ManagedTable> busy = new ArrayList<>();
        try {
            run(group, unfinished, later, busy);
        } catch (SQLException | PartitioningException e) {
            if (group.size() == 1) {
                fail(group.get(0).name(), e);
            } else {
                LOG.debug("Tables take their turns one by one: {}", e.getMessage());
                group.stream().map(table -> take(List.of(table), unfinished)).forEach(left -> busy.addAll(left.busy()));
            }
        }
        return new Left(later, busy);
    }

    /** Throws only while nothing was done to any of them yet. */
    private void run(List<ManagedTable> group, boolean unfinished, List<ManagedTable> later, List<ManagedTable> busy)
            throws SQLException {
        try (PassLeases leases = PassLeases.tryTake(connection, locks, group)) {
            List<ManagedTable> ours = group.stream().filter(leases::has).toList();
            if (ours.isEmpty()) {
                busy.addAll(group);
                return;
            }
            Unfinished left = unfinished ? Unfinished.readAndSettle(connection, locks) : Unfinished.NOTHING;
            Planning.Result planned =
                    new Planning(connection, locks, left, ReadAhead.of(connection, locks, ours)).plan(ours, present);
            long fresh = System.nanoTime() + FRESH.toNanos();
            progress.fail(planned.failures());
            group.stream().filter(table -> !leases.has(table)).forEach(busy::add);
            Map<Long, TablePlan> plans = planned.plans().stream().collect(toMap(TablePlan::tableOid, plan -> plan));
            for (ManagedTable table : ours) {
                TablePlan plan = plans.get(table.oid());
                if (plan == null) {
                    continue; // its failure is told already
                }
                if (later.isEmpty() && System.nanoTime() < fresh) {
                    run(plan, planned.table(plan), left, leases.of(table), leases::endNow);
                    leases.end(table);
                } else {
                    later.add(table);
                }
            }
        }
    }

    /** @param beforeWaits is told before something is done that may wait for long */
    private void run(TablePlan plan, PartitionedTable before, Unfinished left, PassLease lease, Runnable beforeWaits) {
        TablePass pass = new TablePass(connection, locks, environment, createOnly, beforeWaits);
        try {
            begin(plan, left);
            pass.run(plan, before, lease);
        } catch (SQLException | PartitioningException e) {
            fail(plan.table(), e);
        }
        progress.end(pass);
    }

    /** Of a table to which nothing is to be done but to say so. */
    void pass(TablePlan plan, Unfinished left) {
        try {
            begin(plan, left);
        } catch (SQLException e) {
            fail(plan.table(), e);
        }
    }

    private void begin(TablePlan plan, Unfinished left) throws SQLException {
        progress.begin(plan);
        if (!createOnly) {
            new Notices(connection).update(plan, left.told(plan.tableOid()));
        }
    }

    private void fail(QualifiedName table, Exception e) {
        progress.fail(
                table,
                e instanceof SQLException sql
                        ? PartitioningException.refused(
                                "Cannot maintain " + table.sql(),
                                "what is between two steps",
                                sql,
                                "Check the connection; the next pass completes the work")
                        : (PartitioningException) e);
    }
}
