package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.DefaultFacts;
import io.github.pgpartition.maintenance.DefaultPlace;
import io.github.pgpartition.maintenance.DefaultQuestion;
import io.github.pgpartition.maintenance.DefaultRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a DEFAULT partition. Where it has an index that begins with the key, each question is answered by that; else all ranges are by
 * one scan.
 *
 * <p>Locks: ACCESS SHARE on the DEFAULT partition, under the policy for waiting.
 */
final class DefaultRowsReader {

    /** First: the table; second: the key column. A partitioned or foreign table has no size, and is asked one by one. */
    private static final String SIZE = """
            SELECT CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END,
                   c.relkind <> 'r' OR EXISTS (
                       SELECT FROM pg_catalog.pg_index i
                         JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                         JOIN pg_catalog.pg_am m ON m.oid = x.relam
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                        WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'
                          AND a.attname = ?::pg_catalog.name)
              FROM pg_catalog.pg_class c
             WHERE c.oid = ?::pg_catalog.oid
            """;

    private record Size(long bytes, boolean indexed) {}

    private final Connection connection;
    private final LockPolicy locks;

    DefaultRowsReader(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    DefaultFacts read(DefaultPlace place, DefaultFacts facts, List<DefaultQuestion> questions) throws SQLException {
        var answered = new AtomicReference<@Nullable DefaultFacts>();
        try {
            LockRetry.run(
                    locks,
                    attempt -> TransactionSettings.run(
                            connection, locks, () -> answered.set(look(place, facts, questions))));
        } catch (LockRetry.Exhausted e) {
            throw e;
        } catch (SQLException e) {
            throw PartitioningException.refusedOrForbidden(
                    "Cannot look into DEFAULT partition "
                            + place.partition().name().sql(),
                    "SELECT",
                    e,
                    "Give the role SELECT on it");
        }
        return requireNonNull(answered.get(), "answers");
    }

    private DefaultFacts look(DefaultPlace place, DefaultFacts facts, List<DefaultQuestion> questions)
            throws SQLException {
        ProbedKey key = new ProbedKey(place, connection.getMetaData().getDatabaseMajorVersion());
        DefaultProbe probe = new DefaultProbe(place, key);
        Size size = size(place, key);
        boolean inOneScan = !size.indexed() && key.canBeSorted();
        Map<Boolean, List<DefaultQuestion>> ranges =
                questions.stream().collect(partitioningBy(q -> inOneScan && q.isRange()));
        Map<DefaultQuestion, DefaultRows> answers = new HashMap<>();
        List<DefaultQuestion> together = ranges.getOrDefault(true, List.of());
        List<DefaultQuestion> alone = ranges.getOrDefault(false, List.of());
        if (!together.isEmpty()) {
            answer(probe.inOneScan(together), together, answers);
        }
        if (!alone.isEmpty()) {
            answer(probe.oneByOne(alone), alone, answers);
        }
        return facts.with(size.bytes(), answers);
    }

    private void answer(String sql, List<DefaultQuestion> questions, Map<DefaultQuestion, DefaultRows> answers)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                answers.put(questions.get(row.getInt(1)), new DefaultRows(row.getLong(2), text(row, 3), text(row, 4)));
            }
        }
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text.endsWith(" AD") ? text.substring(0, text.length() - 3) : text;
    }

    private Size size(DefaultPlace place, ProbedKey key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SIZE)) {
            query.setString(1, key.column());
            query.setLong(2, place.partition().oid());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Size(row.getLong(1), row.getBoolean(2)) : new Size(0, false);
            }
        }
    }
}
