package io.github.pgpartition.execution;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.ValidateBoundsCheck;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows that are in the way of bounds: what they do not meet, and how many they are. */
final class ViolatedCheck {

    private ViolatedCheck() {}

    static PartitioningException explain(Connection connection, ValidateBoundsCheck check) {
        String inTheWay = " FROM " + check.table().sql() + " WHERE (" + check.condition() + ") IS FALSE";
        long rows = count(connection, "SELECT pg_catalog.count(*)" + inTheWay);
        return new PartitioningException(
                "Cannot make " + check.table().sql() + " a partition",
                rows + (rows == 1 ? " row does" : " rows do") + " not meet its bounds",
                remedy(check.table(), check.condition()));
    }

    static String remedy(QualifiedName table, String condition) {
        return "Move or correct the rows that SELECT * FROM " + table.sql() + " WHERE (" + condition
                + ") IS FALSE finds, and run it again";
    }

    private static long count(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot count the rows in the way", sql, e, "Run it again");
        }
    }
}
