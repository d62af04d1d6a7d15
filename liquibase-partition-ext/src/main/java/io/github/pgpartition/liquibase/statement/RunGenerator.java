package io.github.pgpartition.liquibase.statement;

import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;

/** The SQL of a change that runs as a whole, where Liquibase wants to tell it. */
public class RunGenerator extends AbstractSqlGenerator<RunStatement> {

    @Override
    public boolean supports(RunStatement statement, Database database) {
        return Databases.canPartition(database);
    }

    @Override
    public ValidationErrors validate(RunStatement statement, Database database, SqlGeneratorChain<RunStatement> chain) {
        return new ValidationErrors();
    }

    @Override
    public Sql[] generateSql(RunStatement statement, Database database, SqlGeneratorChain<RunStatement> chain) {
        return statement.printed().map(OperationGenerator::sql).toArray(Sql[]::new);
    }
}
