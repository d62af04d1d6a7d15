package io.github.pgpartition.execution;

import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Sends statements one by one. */
final class Statements {

    private Statements() {}

    static void execute(Connection connection, List<SqlStatement> statements) throws SQLException {
        for (SqlStatement sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql.text());
            }
        }
    }
}
