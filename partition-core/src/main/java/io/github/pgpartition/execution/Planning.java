package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.Failure;
import io.github.pgpartition.maintenance.Finding;
import io.github.pgpartition.maintenance.IdleSpan;
import io.github.pgpartition.maintenance.MaintenancePlanner;
import io.github.pgpartition.maintenance.Present;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
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
import java.util.stream.Stream;

/** Plans for managed tables, from what the connection sees now. A table that cannot be planned is a failure of its own. */
final class Planning {

    /** So many tables are read at once: all of thousands, with all of their partitions, would not fit into a small heap. */
    private static final int AT_ONCE = 500;

    /**
     * Plans, and the tables that have none.
     *
     * @param idleUntil by the OID of the table, where nothing is due for a while
     */
    record Outline(List<TablePlan> plans, List<Failure> failures, Map<Long, Instant> idleUntil) {}

    /**
     * The same, whole.
     *
     * @param tables that were planned for, by their OIDs
     */
    record Result(List<TablePlan> plans, List<Failure> failures, Map<Long, PartitionedTable> tables) {

        /** As it was when the plan was made. */
        PartitionedTable table(TablePlan plan) {
            return requireNonNull(tables.get(plan.tableOid()), "table");
        }
    }

    private final Connection connection;
    private final LockPolicy locks;
    private final StateReader reader;
    private final Unfinished unfinished;
    private final ReadAhead readAhead;
    private final Map<Long, Instant> idleUntil = new HashMap<>();

    Planning(Connection connection, LockPolicy locks, Unfinished unfinished) {
        this(connection, locks, unfinished, ReadAhead.of(connection, locks, List.of()));
    }

    /** @param readAhead of tables that are to come */
    Planning(Connection connection, LockPolicy locks, Unfinished unfinished, ReadAhead readAhead) {
        this.connection = connection;
        this.locks = locks;
        this.unfinished = unfinished;
        this.readAhead = readAhead;
        reader = new StateReader(connection, locks);
    }

    /**
     * Enough to know of which tables something is to be done: what partitions are to have and what keeps others from going is not read, and
     * names may turn out to be taken.
     */
    Outline outline(List<ManagedTable> tables, Present present) throws SQLException {
        List<TablePlan> plans = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < tables.size(); i += AT_ONCE) {
            List<ManagedTable> some = tables.subList(i, Math.min(i + AT_ONCE, tables.size()));
            Result result =
                    plan(some, present, (state, table) -> MaintenancePlanner.plan(state, table.policy(), present));
            plans.addAll(result.plans());
            failures.addAll(result.failures());
        }
        return new Outline(plans, failures, Map.copyOf(idleUntil));
    }

    Result plan(List<ManagedTable> tables, Present present) throws SQLException {
        return plan(tables, present, (state, table) -> whole(state, table, present));
    }

    /** From what is known of a table to what is to be done to it. */
    private interface Planner {
        TablePlan plan(TableState state, ManagedTable table) throws SQLException;
    }

    private Result plan(List<ManagedTable> tables, Present present, Planner planner) throws SQLException {
        Map<Long, TableState> states = new HashMap<>();
        List<TablePlan> plans = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (TableState state : states(tables, failures)) {
            states.put(state.table().oid(), state);
        }
        Set<QualifiedName> unreadable = failures.stream().map(Failure::table).collect(toSet());
        for (ManagedTable table : tables) {
            try {
                TableState state = states.get(table.oid());
                if (state != null) {
                    plans.add(planOrFinding(unfinished.addTo(state), table, present, planner));
                } else if (!unreadable.contains(table.name())) {
                    throw notPartitioned(table.name());
                }
            } catch (PartitioningException e) {
                failures.add(new Failure(table.name(), String.valueOf(e.getMessage())));
            } catch (SQLException e) {
                PartitioningException refused = PartitioningException.refused(
                        "Cannot plan the partitions of " + table.name().sql(),
                        "catalog query",
                        e,
                        "Correct what the server names");
                failures.add(new Failure(table.name(), String.valueOf(refused.getMessage())));
            }
        }
        List<TablePlan> checked = ArchiveSchemas.checked(connection, tables, plans);
        checked.stream().filter(plan -> !plan.findings().isEmpty()).forEach(plan -> idleUntil.remove(plan.tableOid()));
        Map<Long, PartitionedTable> seen = new HashMap<>();
        states.forEach((oid, state) -> seen.put(oid, state.table()));
        return new Result(checked, failures, seen);
    }

    /** All in one query; one by one only where that does not work, so that a table that cannot be read stops no other. */
    private List<TableState> states(List<ManagedTable> tables, List<Failure> failures) throws SQLException {
        try {
            return reader.states(tables.stream().map(ManagedTable::oid).toList());
        } catch (RuntimeException e) {
            List<TableState> states = new ArrayList<>();
            for (ManagedTable table : tables) {
                try {
                    states.addAll(reader.states(List.of(table.oid())));
                } catch (RuntimeException single) {
                    failures.add(new Failure(table.name(), String.valueOf(single.getMessage())));
                }
            }
            return states;
        }
    }

    /** For one table, whose tenants may still be as people write them; whatever is in the way of a plan is thrown. */
    TablePlan plan(ManagedTable table, Present present) throws SQLException {
        TableState state = reader.states(List.of(table.oid())).stream()
                .findFirst()
                .orElseThrow(() -> notPartitioned(table.name()));
        try {
            List<Tenant> tenants = new LaneFacts(connection, locks).printed(state, table.policy(), table.tenants());
            return whole(prepared(state, table.policy(), tenants, present), table, present);
        } catch (LockRetry.Exhausted e) {
            throw new PartitioningException(
                    "Cannot plan the partitions of " + table.name().sql(),
                    unreadable(state, e),
                    "End that session or raise lockTimeout, and run it again");
        }
    }

    /** With what has to be read beside the tree. Like everything that may wait for a lock, under the policy for it. */
    private TableState prepared(TableState tree, PartitionPolicy policy, List<Tenant> tenants, Present present)
            throws SQLException {
        TableState state = new LaneFacts(connection, locks).with(tree, policy, tenants);
        Set<DefaultQuestion> questions = MaintenancePlanner.questions(state, policy, present);
        while (!questions.isEmpty()) {
            state = reader.withAnswers(state, questions, locks);
            questions = MaintenancePlanner.questions(state, policy, present);
        }
        return state;
    }

    private TablePlan planOrFinding(TableState state, ManagedTable table, Present present, Planner planner)
            throws SQLException {
        try {
            TableState prepared = prepared(state, table.policy(), table.tenants(), present);
            TablePlan plan = planner.plan(prepared, table);
            IdleSpan.end(plan, prepared, table.policy(), present.creation())
                    .ifPresent(end -> idleUntil.put(table.oid(), end));
            return plan;
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

    /** What new partitions take from a template and from the table, and what keeps old ones, is read only where it matters. */
    private TablePlan whole(TableState state, ManagedTable table, Present present) throws SQLException {
        NewNames names = new NewNames(reader);
        TablePlan plan = plan(state, table, present, names);
        TableState more = NewNames.of(plan).isEmpty() ? state : readAhead.addTo(state);
        Set<Long> leaving = plan.steps().stream()
                .filter(s -> s.kind().removes())
                .map(Step::partitionOid)
                .collect(toSet());
        if (!leaving.isEmpty()) {
            Identifier archive = table.policy().retentionSchema().orElse(null);
            more = more.with()
                    .obstacles(new ObstacleReader(connection, reader).read(table.oid(), leaving, archive))
                    .build();
        }
        return more.equals(state) ? plan : withShortfalls(plan(more, table, present, names), more);
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
    private TablePlan plan(TableState state, ManagedTable table, Present present, NewNames names) throws SQLException {
        TablePlan plan;
        do {
            plan = MaintenancePlanner.plan(
                    state.with().takenNames(names.taken()).build(), table.policy(), present);
        } while (names.areTaken(plan));
        return plan;
    }

    private static PartitioningException notPartitioned(QualifiedName table) {
        return new PartitioningException(
                "Cannot maintain " + table.sql(), "it is not a partitioned table any more", "Unmanage it");
    }
}
