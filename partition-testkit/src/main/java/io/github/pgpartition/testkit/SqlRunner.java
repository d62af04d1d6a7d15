package io.github.pgpartition.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on whose behalf SQL can be run: a database, an open session, a role.
 *
 * <p>Parameters are bound to {@code ?}; a statement without parameters is sent as it is, so that operators with a question mark work there.
 * What PostgreSQL refuses is a {@link SqlFailure}.
 */
public interface SqlRunner {

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {

        T on(Connection connection) throws SQLException;
    }

    /** Does the work on a connection which is taken back afterwards; {@code what} goes into the message of a failure. */
    <T extends @Nullable Object> T run(String what, Work<T> work);

    /** Runs each text by itself, on one connection. A text may hold several statements; BEGIN and COMMIT make them one transaction. */
    default void execute(String... sql) {
        run(String.join("\n", sql), connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String text : sql) {
                    statement.execute(text);
                }
            }
            return sql.length;
        });
    }

    /** Every row of the result. */
    default <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... params) {
        return run(sql, connection -> {
            List<T> rows = new ArrayList<>();
            if (params.length == 0) {
                try (Statement statement = connection.createStatement();
                        ResultSet result = statement.executeQuery(sql)) {
                    while (result.next()) {
                        rows.add(mapper.map(result));
                    }
                }
                return rows;
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < params.length; i++) {
                    statement.setObject(i + 1, params[i]);
                }
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(mapper.map(result));
                    }
                }
            }
            return rows;
        });
    }

    /** The first column of the only row, as text; null for NULL. */
    default @Nullable String queryString(String sql, @Nullable Object... params) {
        List<List<@Nullable String>> rows = queryRows(sql, params);
        if (rows.size() != 1) {
            throw new IllegalStateException("One row expected, not " + rows.size() + ": " + sql);
        }
        return rows.get(0).get(0);
    }

    /** The first column of the only row, as a number. */
    default long queryLong(String sql, @Nullable Object... params) {
        String value = queryString(sql, params);
        if (value == null) {
            throw new IllegalStateException("A number expected, not NULL: " + sql);
        }
        return Long.parseLong(value);
    }

    /** The first column of every row, as text; NULL is refused. */
    default List<String> queryStrings(String sql, @Nullable Object... params) {
        return query(
                sql,
                row -> {
                    String value = row.getString(1);
                    if (value == null) {
                        throw new IllegalStateException("A value expected in every row, not NULL: " + sql);
                    }
                    return value;
                },
                params);
    }

    /** Every column of every row, as text; null for NULL. */
    default List<List<@Nullable String>> queryRows(String sql, @Nullable Object... params) {
        return query(
                sql,
                row -> {
                    List<@Nullable String> values = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        values.add(row.getString(i));
                    }
                    return values;
                },
                params);
    }
}
