package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Present;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The turn of one table in a pass: it is made ours, planned again, and what is planned is done. */
final class TableTurn {

    private final Connection connection;
    private final LockPolicy locks;
    private final PassEnvironment environment;
    private final Present present;
    private final PassProgress progress;
    private final ReadAhead readAhead;

    TableTurn(
            Connection connection,
            LockPolicy locks,
            PassEnvironment environment,
            Present present,
            PassProgress progress,
            ReadAhead readAhead) {
        this.connection = connection;
        this.locks = locks;
        this.environment = environment;
        this.present = present;
        this.progress = progress;
        this.readAhead = readAhead;
    }

    /**
     * False where another pass is at work on it.
     *
     * @param unfinished whether earlier passes left something to it
     * @param createOnly whether steps that take something away are left out
     */
    boolean take(ManagedTable table, boolean unfinished, boolean createOnly) {
        TablePass pass = new TablePass(connection, locks, environment, createOnly);
        boolean ours = true;
        try {
            ours = run(table, unfinished, createOnly, pass);
        } catch (SQLException e) {
            fail(table.name(), e);
        } catch (PartitioningException e) {
            progress.fail(table.name(), e);
        }
        progress.end(pass);
        return ours;
    }

    /** With nothing to be done but to say so. */
    void pass(TablePlan plan, Unfinished left, boolean createOnly) {
        try {
            begin(plan, left, createOnly);
        } catch (SQLException e) {
            fail(plan.table(), e);
        }
    }

    private void begin(TablePlan plan, Unfinished left, boolean createOnly) throws SQLException {
        progress.begin(plan);
        if (!createOnly) {
            new Notices(connection).update(plan, left.told(plan.tableOid()));
        }
    }

    private void fail(QualifiedName table, SQLException e) {
        progress.fail(
                table,
                PartitioningException.refused(
                        "Cannot maintain " + table.sql(),
                        "what is between two steps",
                        e,
                        "Check the connection; the next pass completes the work"));
    }

    /** Another node may have been at it since the plan was made: it is made again once the table is ours. */
    private boolean run(ManagedTable table, boolean unfinished, boolean createOnly, TablePass pass)
            throws SQLException {
        try (PassLease lease = PassLease.tryTake(connection, locks, table.oid())) {
            if (lease == null) {
                return false;
            }
            Unfinished left = unfinished ? Unfinished.readAndSettle(connection, locks) : Unfinished.NOTHING;
            Planning.Result planned = new Planning(connection, locks, left, readAhead).plan(List.of(table), present);
            progress.fail(planned.failures());
            for (TablePlan plan : planned.plans()) {
                begin(plan, left, createOnly);
                pass.run(plan, lease);
            }
            return true;
        }
    }
}
