package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.structure.DatabaseObject;
import liquibase.structure.core.Table;

/** Hands the SQL of an operation to Liquibase as it is. */
public class OperationGenerator extends AbstractSqlGenerator<OperationStatement> {

    @Override
    public boolean supports(OperationStatement statement, Database database) {
        return Databases.canPartition(database);
    }

    @Override
    public ValidationErrors validate(
            OperationStatement statement, Database database, SqlGeneratorChain<OperationStatement> chain) {
        return new ValidationErrors();
    }

    @Override
    public Sql[] generateSql(
            OperationStatement statement, Database database, SqlGeneratorChain<OperationStatement> chain) {
        return new Sql[] {sql(statement)};
    }

    public static Sql sql(OperationStatement statement) {
        DatabaseObject[] affected =
                statement.tables().stream().map(OperationGenerator::table).toArray(DatabaseObject[]::new);
        return new UnparsedSql(statement.text(), affected);
    }

    private static DatabaseObject table(QualifiedName name) {
        String schema = name.schema().map(Identifier::value).orElse(null);
        return new Table(null, schema, name.name().value());
    }
}
