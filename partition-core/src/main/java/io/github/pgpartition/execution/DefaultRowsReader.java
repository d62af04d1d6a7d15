package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

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
 * Looks into a DEFAULT partition: all questions in one statement. Each is answered by an index on the key, where there is one, and rows
 * are counted no further than they matter.
 *
 * <p>Locks: ACCESS SHARE on the DEFAULT partition, under the policy for waiting.
 */
final class DefaultRowsReader {

    private static final String SIZE = "SELECT pg_catalog.pg_relation_size(?::pg_catalog.oid::pg_catalog.regclass)";

    private final Connection connection;
    private final LockPolicy locks;

    DefaultRowsReader(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    DefaultFacts read(DefaultPlace place, DefaultFacts facts, List<DefaultQuestion> questions) throws SQLException {
        String sql = new DefaultProbe(place, connection.getMetaData().getDatabaseMajorVersion()).sql(questions);
        var answered = new AtomicReference<@Nullable DefaultFacts>();
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, () -> {
                        String before = LockTimeout.setForTransaction(connection, locks.setting());
                        answered.set(facts.with(size(place), answers(sql, questions)));
                        LockTimeout.setForTransaction(connection, before);
                    }));
        } catch (LockRetry.Exhausted e) {
            throw e;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look into DEFAULT partition "
                            + place.partition().name().sql(),
                    sql,
                    e,
                    "Give the role SELECT on it");
        }
        return requireNonNull(answered.get(), "answers");
    }

    private Map<DefaultQuestion, DefaultRows> answers(String sql, List<DefaultQuestion> questions) throws SQLException {
        Map<DefaultQuestion, DefaultRows> answers = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                answers.put(questions.get(row.getInt(1)), new DefaultRows(row.getLong(2), text(row, 3), text(row, 4)));
            }
        }
        return answers;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text.endsWith(" AD") ? text.substring(0, text.length() - 3) : text;
    }

    private long size(DefaultPlace place) throws SQLException {
        if (place.partition().foreign() || !place.partition().isLeaf()) {
            return 0;
        }
        try (PreparedStatement query = connection.prepareStatement(SIZE)) {
            query.setLong(1, place.partition().oid());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
