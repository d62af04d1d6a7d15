package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Step;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Sends statements in one message: under a strong lock each round trip is time that others wait. */
final class Statements {

    private Statements() {}

    /** Of steps of one part each. */
    static List<SqlStatement> of(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.operation().statements().stream())
                .toList();
    }

    static void execute(Connection connection, List<SqlStatement> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.stream().map(SqlStatement::text).collect(Collectors.joining(";\n")));
        }
    }
}
