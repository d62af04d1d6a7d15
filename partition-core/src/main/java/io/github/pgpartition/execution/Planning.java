package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Plans for managed tables, from what the connection sees now. A table that cannot be planned is a failure of its own. */
final class Planning {

    /** Plans, and the tables that have none. */
    record Result(List<TablePlan> plans, List<Failure> failures) {}

    private final Connection connection;
    private final LockPolicy locks;
    private final StateReader reader;

    Planning(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
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
                plans.add(planOrFinding(state, table, now));
            } catch (PartitioningException e) {
                failures.add(new Failure(table.name(), String.valueOf(e.getMessage())));
            }
        }
        return new Result(plans, failures);
    }

    /** For one table; whatever is in the way of a plan is thrown. */
    TablePlan plan(ManagedTable table, Instant now) throws SQLException {
        TableState state = reader.states(List.of(table.oid())).stream()
                .findFirst()
                .orElseThrow(() -> notPartitioned(table.name()));
        try {
            return planWithTemplate(withHighestKey(state, table), table, now);
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot plan the partitions of " + table.name().sql(),
                    unreadable(state, e),
                    "End that session or raise lockTimeout, and run it again");
        }
    }

    /** For a key that counts. Like everything that may wait for a lock, under the policy for it. */
    private TableState withHighestKey(TableState state, ManagedTable table) throws SQLException {
        KeyEncoding key = PolicyCheck.check(table.policy(), state.table());
        return key.holdsTime() ? state : new HighestKey(connection, locks).addTo(state, key);
    }

    private TablePlan planOrFinding(TableState state, ManagedTable table, Instant now) throws SQLException {
        try {
            return planWithTemplate(withHighestKey(state, table), table, now);
        } catch (LockRetry.Exhausted e) {
            String why = unreadable(state, e) + ". The next pass tries again";
            return new TablePlan(table.name(), table.oid(), List.of(), List.of(new Finding(table.name(), why)));
        }
    }

    private String unreadable(TableState state, LockRetry.Exhausted e) {
        List<QualifiedName> relations = Stream.concat(
                        Stream.of(state.table().name()),
                        state.table().allPartitions().map(Partition::name))
                .toList();
        return "what its plan needs could not be read: " + Blockers.explain(connection, relations, locks, e.attempts());
    }

    /** What new partitions take from a template and from the table is read only where something is to be created. */
    private TablePlan planWithTemplate(TableState state, ManagedTable table, Instant now) throws SQLException {
        TablePlan plan = plan(state, table, now);
        if (newNames(plan).isEmpty()) {
            return plan;
        }
        TableState complete = reader.withProperties(reader.withTemplate(state), locks);
        return complete.equals(state) ? plan : withShortfalls(plan(complete, table, now), complete);
    }

    private static TablePlan withShortfalls(TablePlan plan, TableState state) {
        List<String> shortfalls = state.properties().shortfalls();
        if (shortfalls.isEmpty()) {
            return plan;
        }
        return plan.with(new Finding(
                plan.table(),
                "new partitions are made without what the table has and they cannot be given: "
                        + String.join("; ", shortfalls)));
    }

    /** Planned again as long as a wanted name turns out to be somebody else's. */
    private TablePlan plan(TableState state, ManagedTable table, Instant now) throws SQLException {
        Set<Identifier> taken = new HashSet<>();
        TablePlan plan;
        do {
            plan = MaintenancePlanner.plan(state.with().takenNames(taken).build(), table.policy(), now);
        } while (taken.addAll(reader.taken(plan.table().schema().orElseThrow(), newNames(plan))));
        return plan;
    }

    private static List<Identifier> newNames(TablePlan plan) {
        return plan.steps().stream()
                .filter(s -> s.kind() == StepKind.CREATE)
                .map(s -> s.partition().name())
                .toList();
    }

    private static PartitioningException notPartitioned(QualifiedName table) {
        return new PartitioningException(
                "Cannot manage " + table.sql(), "it is not a partitioned table", "Declare it as one, or unmanage it");
    }
}
