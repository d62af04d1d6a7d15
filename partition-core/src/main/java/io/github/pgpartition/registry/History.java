package io.github.pgpartition.registry;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.catalog.OneMessage.Answer;
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
        Answer<Map<Long, Long>> ids = add(List.of(entry), effort, message);
        message.send(connection);
        return ids.get().values().iterator().next();
    }

    /** Of several that took the same. The answer is the rows' ids by the OIDs of the partitions. */
    public Answer<Map<Long, Long>> add(List<Entry> entries, Effort effort, OneMessage message) {
        return message.ask(
                HistorySql.insert(entries.stream().anyMatch(Entry::isTree)),
                parameters -> set(parameters, entries, effort),
                statement -> ids(statement.getResultSet()));
    }

    private static Map<Long, Long> ids(ResultSet row) throws SQLException {
        Map<Long, Long> ids = new HashMap<>();
        while (row.next()) {
            ids.put(row.getLong(2), row.getLong(1));
        }
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
        try (PreparedStatement update = connection.prepareStatement(HistorySql.END)) {
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
            update.execute(HistorySql.SETTLE_DROPPED);
        }
    }

    /** What was written of something that was not even begun. */
    public void remove(Collection<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(HistorySql.REMOVE)) {
            delete.setArray(1, connection.createArrayOf("int8", ids.toArray()));
            delete.executeUpdate();
        }
    }

    /** What is to be done once that action is done. */
    public void follow(long id, String nextAction) throws SQLException {
        follow(HistorySql.FOLLOW, id, nextAction, PreparedStatement::execute);
    }

    /** The same in a transaction of its own, and in time. */
    public void follow(long id, String nextAction, Execution execution) throws SQLException {
        follow(HistorySql.FOLLOW, id, nextAction, execution);
    }

    /**
     * The same, and then the statement that does it, which stands in no transaction: in one message. Where that fails the session may be
     * left in a transaction, which is to be rolled back. Only where the driver sends it as one ({@link OneMessage#askIfOne}): else the
     * statement would be done although nothing was written.
     */
    public void followAndRun(long id, String nextAction, SqlStatement statement, Execution execution)
            throws SQLException {
        follow("BEGIN;\n" + HistorySql.FOLLOW + ";\nCOMMIT;\n" + statement.text(), id, nextAction, execution);
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
        settle(HistorySql.SETTLE, partitionOids);
    }

    /** The same, once the message is sent. */
    public void settle(Collection<Long> partitionOids, OneMessage message) {
        message.add(HistorySql.SETTLE, parameters -> parameters.array("oid", partitionOids));
    }

    /** Nor to those that are partitions again, as long as no other pass is at work on their table. */
    public void settleAttached(Collection<Long> partitionOids) throws SQLException {
        settle(HistorySql.SETTLE_ATTACHED, partitionOids);
    }

    private void settle(String sql, Collection<Long> partitionOids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, connection.createArrayOf("oid", partitionOids.toArray()));
            update.executeUpdate();
        }
    }
}
