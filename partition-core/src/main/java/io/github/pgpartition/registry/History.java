package io.github.pgpartition.registry;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code pgpartition.history}: every action, written in the transaction that does it, where it has one.
 *
 * <p>It also knows what is still to be done to a table that was detached: {@code next_action}, until it is done.
 */
public final class History {

    /**
     * Tells a relation {@code c} from any that later has its OID, in this database or in one that was restored from a dump: a table that
     * was renamed, moved or given to another owner is not the one that was detached, either.
     */
    public static final String IDENTITY = "pg_catalog.concat_ws('.', (SELECT d.oid FROM pg_catalog.pg_database d"
            + " WHERE d.datname = pg_catalog.current_database()), 'pgpartition.history'::pg_catalog.regclass::pg_catalog.oid,"
            + " c.oid, c.reltype, c.relowner, c.relnamespace, c.relname)";

    private static final String ROWS_OF_TABLE =
            "CASE WHEN c.relkind <> 'p' AND c.reltuples >= 0 THEN c.reltuples::pg_catalog.int8 END";

    /** {@code OFFSET 0}: as in the query for trees, it keeps the planner from reading all of {@code pg_class} for one row of history. */
    private static final String ROWS_OF_TREE = """
            (WITH RECURSIVE tree(oid, relkind, reltuples) AS (
                           SELECT c.oid, c.relkind, c.reltuples
                           UNION ALL
                           SELECT x.*
                             FROM tree t
                            CROSS JOIN LATERAL (SELECT r.oid, r.relkind, r.reltuples
                                                  FROM pg_catalog.pg_inherits i
                                                  JOIN pg_catalog.pg_class r ON r.oid = i.inhrelid
                                                 WHERE i.inhparent = t.oid
                                                OFFSET 0) x
                            WHERE t.relkind = 'p')
                    SELECT pg_catalog.sum(t.reltuples)::pg_catalog.int8 FROM tree t WHERE t.relkind <> 'p' AND t.reltuples >= 0)""";

    /** {@code %1$s}: the identity; {@code %2$s}: the rows. */
    private static final String INSERT = """
            INSERT INTO pgpartition.history
                   (table_oid, table_name, action, outcome, partition, partition_oid, partition_identity, parent_oid, bounds, reason,
                    statements, attempts, lock_wait_ms, rows, message, next_action)
            SELECT e.table_oid, e.table_name, e.action, e.outcome, e.partition, c.oid, %1$s,
                   (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid), e.bounds, e.reason,
                   e.statements, e.attempts, e.lock_wait_ms,
                   %2$s, e.message, e.next_action
              FROM (SELECT w.*, m.*
                      FROM (VALUES (?::pg_catalog.text, ?::pg_catalog.int4, ?::pg_catalog.int8, ?::pg_catalog.text))
                           AS m(outcome, attempts, lock_wait_ms, message)
                     CROSS JOIN ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]))
                           AS w(table_oid, table_name, action, partition, partition_oid, bounds, reason, statements, next_action)) e
              LEFT JOIN pg_catalog.pg_class c
                     ON c.oid = coalesce(nullif(e.partition_oid, 0::pg_catalog.oid), pg_catalog.to_regclass(e.partition)::pg_catalog.oid)
            RETURNING id, coalesce(partition_oid, 0::pg_catalog.oid)
            """;

    private static final String END = """
            UPDATE pgpartition.history
               SET done_at = pg_catalog.clock_timestamp(), outcome = ?::pg_catalog.text,
                   statements = coalesce(?::pg_catalog.text, statements), attempts = ?::pg_catalog.int4,
                   lock_wait_ms = ?::pg_catalog.int8, message = ?::pg_catalog.text,
                   next_action = CASE WHEN ? THEN next_action END
             WHERE id = ANY (?::pg_catalog.int8[])
            """;

    private static final String REMOVE = "DELETE FROM pgpartition.history WHERE id = ANY (?::pg_catalog.int8[])";

    private static final String FOLLOW =
            "UPDATE pgpartition.history SET next_action = ?::pg_catalog.text WHERE id = ?::pg_catalog.int8";

    /** Whether values go apart from the statement, in which case the server has the numbers that stand for them. */
    private static final String IN_ONE_MESSAGE = """
            SELECT pg_catalog.strpos(pg_catalog.current_query(), pg_catalog.concat(pg_catalog.chr(36), ?::pg_catalog.int4)) > 0
            """;

    private static final String SETTLE =
            "UPDATE pgpartition.history SET next_action = NULL WHERE partition_oid = ANY (?::pg_catalog.oid[]) AND next_action IS NOT NULL";

    /** While another pass is at work on the table, an entry of a partition that is attached may be of a detach that is going on. */
    private static final String SETTLE_ATTACHED = """
            UPDATE pgpartition.history h SET next_action = NULL
             WHERE h.next_action IS NOT NULL
               AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = h.partition_oid)
               AND NOT EXISTS (SELECT FROM pgpartition.lease l
                                 JOIN pg_catalog.pg_stat_activity a ON a.pid = l.backend_pid
                                WHERE l.relation::pg_catalog.oid = h.table_oid AND l.backend_pid <> pg_catalog.pg_backend_pid()
                                  AND l.expires_at > pg_catalog.clock_timestamp())
               AND h.partition_oid = ANY (?::pg_catalog.oid[])
            """;

    private static final String SETTLE_DROPPED = """
            UPDATE pgpartition.history h SET next_action = NULL
             WHERE h.next_action IS NOT NULL AND h.outcome IN ('begun', 'done')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = h.partition_oid)
            """;

    /** How an action ended. */
    public enum Outcome {
        /** Written before a statement that is no transaction: it may have happened or not. */
        BEGUN,
        DONE,
        DEFERRED,
        KEPT,
        FAILED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An action.
     *
     * @param partitionOid     0 where it is not known: then the name is looked up
     * @param isTree           whether it has partitions itself
     * @param nextActionOrNull {@code drop} or {@code archive}, where that is to follow a detach
     */
    public record Entry(
            long tableOid,
            String table,
            String action,
            String partition,
            long partitionOid,
            boolean isTree,
            String bounds,
            String reason,
            String statements,
            @Nullable String nextActionOrNull) {}

    /**
     * What it took.
     *
     * @param lockWaitMillis   spent waiting for locks
     * @param messageOrNull    why it was not done
     */
    public record Effort(
            Outcome outcome,
            int attempts,
            long lockWaitMillis,
            @Nullable String messageOrNull) {}

    /** Whoever bounds how long a statement takes. */
    public interface Execution {
        void of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;

    public History(Connection connection) {
        this.connection = connection;
    }

    /** Of a partition that goes, to be called while it is still there: rows and parent are read from the catalog. Returns the row's id. */
    public long add(Entry entry, Effort effort) throws SQLException {
        OneMessage message = new OneMessage();
        Map<Long, Long> ids = add(List.of(entry), effort, message);
        message.send(connection);
        return ids.values().iterator().next();
    }

    /** Of several that took the same. Returns the rows' ids by the OIDs of the partitions, once the message is sent. */
    public Map<Long, Long> add(List<Entry> entries, Effort effort, OneMessage message) {
        String rows = entries.stream().anyMatch(Entry::isTree) ? ROWS_OF_TREE : ROWS_OF_TABLE;
        Map<Long, Long> ids = new HashMap<>();
        message.add(
                String.format(Locale.ROOT, INSERT, IDENTITY, rows),
                parameters -> set(parameters, entries, effort),
                statement -> {
                    ResultSet row = statement.getResultSet();
                    while (row.next()) {
                        ids.put(row.getLong(2), row.getLong(1));
                    }
                });
        return ids;
    }

    private static void set(OneMessage.Parameters parameters, List<Entry> entries, Effort effort) throws SQLException {
        parameters
                .text(effort.outcome().word())
                .add(effort.attempts())
                .add(effort.lockWaitMillis())
                .text(effort.messageOrNull())
                .array("oid", list(entries, Entry::tableOid))
                .array("text", list(entries, Entry::table))
                .array("text", list(entries, Entry::action))
                .array("text", list(entries, Entry::partition))
                .array("oid", list(entries, Entry::partitionOid))
                .array("text", list(entries, Entry::bounds))
                .array("text", list(entries, Entry::reason))
                .array("text", list(entries, Entry::statements))
                .array("text", list(entries, Entry::nextActionOrNull));
    }

    private static <T extends @Nullable Object> List<T> list(List<Entry> entries, Function<Entry, T> value) {
        List<T> all = new ArrayList<>();
        entries.forEach(entry -> all.add(value.apply(entry)));
        return all;
    }

    /**
     * Of an action that was begun. One that was not done leaves nothing to be done after it.
     *
     * @param statements that ended it
     */
    public void end(long id, String statements, Effort effort) throws SQLException {
        end(List.of(id), statements, effort);
    }

    /** The same of several, which were done as it was said when they were begun. */
    public void end(Collection<Long> ids, Effort effort) throws SQLException {
        end(ids, null, effort);
    }

    private void end(Collection<Long> ids, @Nullable String statements, Effort effort) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(END)) {
            update.setString(1, effort.outcome().word());
            update.setString(2, statements);
            update.setInt(3, effort.attempts());
            update.setLong(4, effort.lockWaitMillis());
            update.setString(5, effort.messageOrNull());
            update.setBoolean(6, effort.outcome() == Outcome.DONE);
            update.setArray(7, connection.createArrayOf("int8", ids.toArray()));
            update.executeUpdate();
        }
    }

    /** Nothing is left to be done to what is not there any more: somebody else dropped it, or it stayed where a dump came from. */
    public void settleDropped() throws SQLException {
        try (Statement update = connection.createStatement()) {
            update.execute(SETTLE_DROPPED);
        }
    }

    /** What was written of something that was not even begun. */
    public void remove(Collection<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
            delete.setArray(1, connection.createArrayOf("int8", ids.toArray()));
            delete.executeUpdate();
        }
    }

    /** What is to be done once that action is done. */
    public void follow(long id, String nextAction) throws SQLException {
        follow(FOLLOW, id, nextAction, PreparedStatement::execute);
    }

    /**
     * Whether {@link #followAndRun} may be used, once the message is sent: with {@code preferQueryMode=simple} the driver sends each
     * statement by itself, and the last one would be done although the first one failed.
     */
    public void asksForOneMessage(OneMessage message, AtomicBoolean answer) {
        message.add(IN_ONE_MESSAGE, parameters -> parameters.add(1), statement -> {
            ResultSet row = statement.getResultSet();
            row.next();
            answer.set(row.getBoolean(1));
        });
    }

    /** The same in a transaction of its own, and in time. */
    public void follow(long id, String nextAction, Execution execution) throws SQLException {
        follow(FOLLOW, id, nextAction, execution);
    }

    /**
     * The same, and then the statement that does it, which stands in no transaction: in one message. Where that fails the session may be
     * left in a transaction, which is to be rolled back.
     */
    public void followAndRun(long id, String nextAction, SqlStatement statement, Execution execution)
            throws SQLException {
        follow("BEGIN;\n" + FOLLOW + ";\nCOMMIT;\n" + statement.text(), id, nextAction, execution);
    }

    private void follow(String sql, long id, String nextAction, Execution execution) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, nextAction);
            update.setLong(2, id);
            execution.of(update);
        }
    }

    /** Nothing is left to be done to those relations. */
    public void settle(Collection<Long> partitionOids) throws SQLException {
        settle(SETTLE, partitionOids);
    }

    /** The same, once the message is sent. */
    public void settle(Collection<Long> partitionOids, OneMessage message) {
        message.add(SETTLE, parameters -> parameters.array("oid", partitionOids));
    }

    /** Nor to those that are partitions again, as long as no other pass is at work on their table. */
    public void settleAttached(Collection<Long> partitionOids) throws SQLException {
        settle(SETTLE_ATTACHED, partitionOids);
    }

    private void settle(String sql, Collection<Long> partitionOids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, connection.createArrayOf("oid", partitionOids.toArray()));
            update.executeUpdate();
        }
    }
}
