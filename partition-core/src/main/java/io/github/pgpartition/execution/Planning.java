package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.Partition;
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
            return planWithTemplate(withRows(state, table, now), table, now);
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot plan the partitions of " + table.name().sql(),
                    unreadable(state, e),
                    "End that session or raise lockTimeout, and run it again");
        }
    }

    private TablePlan planOrFinding(TableState state, ManagedTable table, Instant now) throws SQLException {
        try {
            return planWithTemplate(withRows(state, table, now), table, now);
        } catch (LockRetry.Exhausted e) {
            String why = unreadable(state, e) + ". The next pass tries again";
            return new TablePlan(table.name(), table.oid(), List.of(), List.of(new Finding(table.name(), why)));
        }
    }

    /** With what plans depend on that is in rows: the highest key, and what is in DEFAULT partitions. */
    private TableState withRows(TableState catalog, ManagedTable table, Instant now) throws SQLException {
        TableState state = reader.withHighestKey(catalog, locks);
        Set<DefaultQuestion> questions = MaintenancePlanner.questions(state, table.policy(), now);
        while (!questions.isEmpty()) {
            state = reader.withAnswers(state, questions, locks);
            questions = MaintenancePlanner.questions(state, table.policy(), now);
        }
        return state;
    }

    private String unreadable(TableState state, LockRetry.Exhausted e) {
        List<QualifiedName> relations = Stream.concat(
                        Stream.of(state.table().name()),
                        state.table().allPartitions().map(Partition::name))
                .toList();
        return "its rows could not be looked at: " + Blockers.explain(connection, relations, locks, e.attempts());
    }

    /** The template is looked for only where something is to be created. */
    private TablePlan planWithTemplate(TableState state, ManagedTable table, Instant now) throws SQLException {
        TablePlan plan = plan(state, table, now);
        if (newNames(plan).isEmpty()) {
            return plan;
        }
        TableState withTemplate = reader.withTemplate(state);
        return withTemplate.equals(state) ? plan : plan(withTemplate, table, now);
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
                .filter(s -> s.kind() == StepKind.CREATE || s.kind() == StepKind.PROMOTE)
                .map(s -> s.partition().name())
                .toList();
    }

    private static PartitioningException notPartitioned(QualifiedName table) {
        return new PartitioningException(
                "Cannot manage " + table.sql(), "it is not a partitioned table", "Declare it as one, or unmanage it");
    }
}
