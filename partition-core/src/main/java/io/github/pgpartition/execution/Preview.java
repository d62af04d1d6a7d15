package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenancePlan;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pass would do, and what it would not mend. Changes nothing. */
final class Preview {

    private final Connection connection;
    private final LockPolicy locks;
    private final PassClock clock;

    Preview(Connection connection, LockPolicy locks, PassClock clock) {
        this.connection = connection;
        this.locks = locks;
        this.clock = clock;
    }

    MaintenancePlan plan(List<ManagedTable> tables) throws SQLException {
        if (tables.isEmpty()) {
            return new MaintenancePlan(clock.read(connection).present().creation(), List.of());
        }
        Situation situation = Situation.read(connection, locks);
        PassClock.Reading time = clock.beside(situation.serverTime());
        Unfinished left = situation.unfinished() ? Unfinished.read(connection, locks) : Unfinished.NOTHING;
        Planning.Result planned = new Planning(connection, locks, left).plan(tables, time.present());
        List<TablePlan> plans = new ArrayList<>(ForeignKeyOrder.sort(connection, planned.plans()));
        planned.failures()
                .forEach(f -> plans.add(
                        new TablePlan(f.table(), 0, List.of(), List.of(new Finding(f.table(), f.message())))));
        return new MaintenancePlan(time.present().creation(), withWarning(time, withDrift(plans)));
    }

    /** Of one table that need not be registered yet. Whatever is in the way of a plan is thrown. */
    TablePlan plan(ManagedTable table) throws SQLException {
        return new Planning(connection, locks, Unfinished.NOTHING)
                .plan(table, clock.read(connection).present());
    }

    private List<TablePlan> withDrift(List<TablePlan> plans) {
        Map<Long, QualifiedName> tables = new LinkedHashMap<>();
        plans.forEach(p -> tables.put(p.tableOid(), p.table()));
        Map<Long, Finding> drifts = new DriftCheck(connection, locks).findings(tables);
        return plans.stream()
                .map(p -> drifts.containsKey(p.tableOid()) ? p.with(drifts.get(p.tableOid())) : p)
                .toList();
    }

    /** It holds for all tables, and is told once. */
    private static List<TablePlan> withWarning(PassClock.Reading time, List<TablePlan> plans) {
        if (time.warning().isEmpty() || plans.isEmpty()) {
            return plans;
        }
        List<TablePlan> all = new ArrayList<>(plans);
        TablePlan first = plans.get(0);
        all.set(0, first.with(new Finding(first.table(), time.warning().get())));
        return all;
    }
}
