package io.github.pgpartition.liquibase.statement;

import java.util.Collection;
import liquibase.database.Database;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.CreateTableGenerator;
import liquibase.statement.core.CreateTableStatement;
import liquibase.structure.DatabaseObject;

/** Core's SQL for columns and constraints, with PARTITION BY behind it. */
public class CreatePartitionedTableGenerator extends CreateTableGenerator {

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(CreateTableStatement statement, Database database) {
        return statement instanceof CreatePartitionedTableStatement && Databases.canPartition(database);
    }

    @Override
    @SuppressWarnings("rawtypes") // as core declares it
    public Sql[] generateSql(CreateTableStatement statement, Database database, SqlGeneratorChain sqlGeneratorChain) {
        Sql[] sql = super.generateSql(statement, database, sqlGeneratorChain);
        String clauses = ((CreatePartitionedTableStatement) statement).clauses();
        Collection<? extends DatabaseObject> affected = sql[0].getAffectedDatabaseObjects();
        sql[0] = new UnparsedSql(sql[0].toSql() + clauses, affected.toArray(DatabaseObject[]::new));
        return sql;
    }
}
