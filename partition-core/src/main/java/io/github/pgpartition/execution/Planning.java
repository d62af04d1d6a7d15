package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans for managed tables, from what the connection sees now. A table that cannot be planned is a failure of its own. */
final class Planning {

    /** Plans, and the tables that have none. */
    record Result(List<TablePlan> plans, List<Failure> failures) {}

    private final StateReader reader;

    Planning(Connection connection) {
        reader = new StateReader(connection);
    }

    Result plan(List<ManagedTable> tables, Instant now) throws SQLException {
        Map<Long, TableState> states = new HashMap<>();
        reader.states(tables.stream().map(ManagedTable::oid).toList())
                .forEach(s -> states.put(s.table().oid(), s));
        List<TablePlan> plans = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (ManagedTable table : tables) {
            try {
                TableState state = states.get(table.oid());
                if (state == null) {
                    throw notPartitioned(table.name());
                }
                plans.add(plan(state, table, now));
            } catch (PartitioningException e) {
                failures.add(new Failure(table.name(), String.valueOf(e.getMessage())));
            }
        }
        return new Result(plans, failures);
    }

    /** Planned again where a wanted name turns out to be somebody else's. */
    private TablePlan plan(TableState state, ManagedTable table, Instant now) throws SQLException {
        TablePlan plan = MaintenancePlanner.plan(state, table.policy(), now);
        List<Identifier> names = plan.steps().stream()
                .filter(s -> s.kind() == StepKind.CREATE)
                .map(s -> s.partition().name())
                .toList();
        if (names.isEmpty()) {
            return plan;
        }
        Set<Identifier> taken = reader.taken(plan.table().schema().orElseThrow(), names);
        return taken.isEmpty() ? plan : MaintenancePlanner.plan(state.withTakenNames(taken), table.policy(), now);
    }

    private static PartitioningException notPartitioned(QualifiedName table) {
        return new PartitioningException(
                "Cannot manage " + table.sql(), "it is not a partitioned table", "Declare it as one, or unmanage it");
    }
}
