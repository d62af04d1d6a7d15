package io.github.pgpartition.liquibase.statement;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import liquibase.database.Database;
import liquibase.database.PreparedStatementFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.statement.AbstractSqlStatement;
import liquibase.statement.ExecutablePreparedStatement;

/**
 * All of a change, run on Liquibase's connection under the lock policy: Liquibase calls it with the connection, and does not send it as text.
 * What it does is decided as late as possible, when everything before it has been done.
 */
public class RunStatement extends AbstractSqlStatement implements ExecutablePreparedStatement {

    private final Database database;
    private final Supplier<List<Part>> parts;
    private final List<QualifiedName> tables;

    RunStatement(Database database, Supplier<List<Part>> parts, Collection<QualifiedName> tables) {
        this.database = database;
        this.parts = parts;
        this.tables = List.copyOf(tables);
    }

    /** What it would send now, for logs. */
    Stream<OperationStatement> printed() {
        return parts.get().stream()
                .flatMap(part -> part.statements().stream())
                .map(sql -> new OperationStatement(sql, tables));
    }

    @Override
    public void execute(PreparedStatementFactory factory) throws DatabaseException {
        var connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        try {
            OperationRunner runner = new OperationRunner(connection, PartitionSettings.locks());
            for (Part part : parts.get()) {
                part.run(runner, connection);
            }
        } catch (PartitioningException | SQLException e) {
            throw new DatabaseException(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return printed().map(OperationStatement::text).collect(joining("; "));
    }
}
