package io.github.pgpartition.key;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition over a partition key, for a WHERE clause of your own: the server looks only at partitions that can have such rows.
 *
 * <p>Columns stand in it without an alias. {@code select.prepare("SELECT … WHERE " + condition.sql())}, then {@link #bind}.
 *
 * @param sql        with a {@code ?} for each parameter, in parentheses, so that it can be joined by AND and OR; an operator {@code ?} of the
 *                   key is doubled, as the driver wants it in a statement that is prepared
 * @param parameters in their order, as the PostgreSQL driver takes them in {@code setObject}
 */
public record KeyCondition(String sql, List<@Nullable Object> parameters) {

    public KeyCondition {
        requireNonNull(sql, "sql");
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    /**
     * Sets the parameters.
     *
     * @param first index of the first one: 1, unless others come before
     * @return the index of the next one
     */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Object parameter : parameters) {
            statement.setObject(index, parameter);
            index++;
        }
        return index;
    }
}
