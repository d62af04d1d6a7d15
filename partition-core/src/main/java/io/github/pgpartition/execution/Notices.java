package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Notice;
import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.maintenance.StepKind;
import io.github.pgpartition.maintenance.TablePlan;
import io.github.pgpartition.maintenance.Waiting;
import io.github.pgpartition.registry.History;
import io.github.pgpartition.registry.History.Effort;
import io.github.pgpartition.registry.History.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** In the history: that a partition of a tenant which is not registered was kept, and is to be dropped a day later. */
final class Notices {

    /** Of one that was renamed, moved or given to another owner, or whose table is not managed any more, nothing is to be done. */
    private static final String READ = """
            SELECT h.table_oid, h.partition_oid,
                   (pg_catalog.date_part('epoch', pg_catalog.min(h.done_at) + '1 day'::pg_catalog.interval) * 1000)::pg_catalog.int8 AS until,
                   pg_catalog.min(h.done_at) + '1 day'::pg_catalog.interval <= pg_catalog.clock_timestamp() AS over
              FROM pgpartition.history h
              LEFT JOIN pg_catalog.pg_class c ON c.oid = h.partition_oid
             WHERE h.next_action IS NOT NULL AND h.outcome = 'kept'
             GROUP BY h.table_oid, h.partition_oid
            HAVING pg_catalog.bool_and(c.oid IS NOT NULL AND h.partition_identity = %s
                   AND EXISTS (SELECT FROM pgpartition.managed_table m WHERE m.relation::pg_catalog.oid = h.table_oid)) = ?::pg_catalog.bool
            """;

    private static final String WITHDRAW = """
            UPDATE pgpartition.history SET next_action = NULL
             WHERE partition_oid = ANY (?::pg_catalog.oid[]) AND outcome = 'kept' AND next_action IS NOT NULL
            """;

    private final Connection connection;

    Notices(Connection connection) {
        this.connection = connection;
    }

    /** By the OIDs of managed table and partition. */
    Map<Long, Map<Long, Notice>> read() throws SQLException {
        return read(true);
    }

    /** What is to be done to nothing that is there any more. */
    void withdrawStale() throws SQLException {
        Set<Long> stale = new HashSet<>();
        read(false).values().forEach(notices -> stale.addAll(notices.keySet()));
        withdraw(stale);
    }

    private Map<Long, Map<Long, Notice>> read(boolean valid) throws SQLException {
        Map<Long, Map<Long, Notice>> notices = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement(String.format(Locale.ROOT, READ, History.IDENTITY))) {
            query.setBoolean(1, valid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    notices.computeIfAbsent(row.getLong("table_oid"), k -> new HashMap<>())
                            .put(
                                    row.getLong("partition_oid"),
                                    new Notice(Instant.ofEpochMilli(row.getLong("until")), row.getBoolean("over")));
                }
            }
        }
        return notices;
    }

    /** Tells of what the plan lets wait, and takes back what it keeps. */
    void update(TablePlan plan, Set<Long> told) throws SQLException {
        Set<Long> open = new HashSet<>(told);
        plan.steps().stream().map(Step::partitionOid).forEach(open::remove);
        for (Waiting waiting : plan.waiting()) {
            if (!open.remove(waiting.partition().oid())) {
                tell(plan, waiting);
            }
        }
        withdraw(open);
    }

    private void tell(TablePlan plan, Waiting waiting) throws SQLException {
        String drop = StepKind.DROP.word();
        var entry = new History.Entry(
                plan.tableOid(),
                plan.table().sql(),
                drop,
                waiting.partition().name().sql(),
                waiting.partition().oid(),
                waiting.partition().partitioned().isPresent(),
                waiting.partition().bounds().sql(),
                waiting.reason(),
                "",
                drop);
        new History(connection)
                .add(entry, new Effort(Outcome.KEPT, 0, 0, "its tenant is not registered: dropped a day later"));
    }

    private void withdraw(Collection<Long> partitions) throws SQLException {
        if (!partitions.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(WITHDRAW)) {
                update.setArray(1, connection.createArrayOf("oid", partitions.toArray()));
                update.executeUpdate();
            }
        }
    }
}
