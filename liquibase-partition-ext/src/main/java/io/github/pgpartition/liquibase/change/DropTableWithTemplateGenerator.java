package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.liquibase.statement.Databases;
import io.github.pgpartition.liquibase.statement.OperationGenerator;
import io.github.pgpartition.liquibase.statement.OperationStatement;
import io.github.pgpartition.operation.DropTemplate;
import io.github.pgpartition.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.statement.core.DropTableStatement;

/**
 * Makes core's {@code dropTable} take the template of a partitioned table along. What core prints stays as it is; a statement follows where
 * the table has a template, in the database or by the changelog.
 */
public class DropTableWithTemplateGenerator extends AbstractSqlGenerator<DropTableStatement> {

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(DropTableStatement statement, Database database) {
        return Databases.canPartition(database);
    }

    @Override
    public ValidationErrors validate(
            DropTableStatement statement, Database database, SqlGeneratorChain<DropTableStatement> chain) {
        return chain.validate(statement, database);
    }

    @Override
    public Sql[] generateSql(
            DropTableStatement statement, Database database, SqlGeneratorChain<DropTableStatement> chain) {
        Sql[] core = chain.generateSql(statement, database);
        if (statement.getTableName() == null) {
            return core;
        }
        QualifiedName table = ChangelogNames.table(database, statement.getSchemaName(), statement.getTableName());
        return isInCatalog(table, database) || isDeclared(table, database)
                ? Stream.concat(Stream.of(core), drop(table)).toArray(Sql[]::new)
                : core;
    }

    private static Stream<Sql> drop(QualifiedName table) {
        return new DropTemplate(table)
                .statements().stream().map(sql -> OperationGenerator.sql(new OperationStatement(sql, List.of(table))));
    }

    private static boolean isInCatalog(QualifiedName table, Database database) {
        return database.getConnection() instanceof JdbcConnection jdbc
                && new TemplateLookup(jdbc.getUnderlyingConnection()).hasTemplate(table);
    }

    private static boolean isDeclared(QualifiedName table, Database database) {
        DatabaseChangeLog changeLog =
                Scope.getCurrentScope().get(Scope.Attr.databaseChangeLog, DatabaseChangeLog.class);
        return changeLog != null && new DeclaredTables(database).hasTemplate(changeLog, table);
    }
}
