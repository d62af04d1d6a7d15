package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.statement.OperationStatement;
import io.github.pgpartition.operation.Operation;
import liquibase.database.Database;
import liquibase.statement.SqlStatement;

/** A change that is one operation on one table. */
public abstract class OperationChange extends PartitionChange {

    /** What the change does. */
    protected abstract Operation operation(Database database);

    @Override
    public SqlStatement[] generateStatements(Database database) {
        return OperationStatement.of(operation(database), table(database));
    }
}
