package io.github.pgpartition.testkit;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes one value of the row on which the result set stands. */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {

    T map(ResultSet row) throws SQLException;
}
