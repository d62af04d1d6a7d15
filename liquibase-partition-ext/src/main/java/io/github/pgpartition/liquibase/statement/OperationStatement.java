package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import liquibase.statement.AbstractSqlStatement;

/** One statement of an operation, with the tables that it changes. */
public class OperationStatement extends AbstractSqlStatement {

    private final SqlStatement sql;
    private final List<QualifiedName> tables;

    public OperationStatement(SqlStatement sql, Collection<QualifiedName> tables) {
        this.sql = sql;
        this.tables = Stream.concat(tables.stream(), sql.locks().stream().map(TableLock::table))
                .distinct()
                .toList();
    }

    /** All statements of an operation on a table and, perhaps, its partition. */
    public static liquibase.statement.SqlStatement[] of(Operation operation, QualifiedName... tables) {
        return of(operation.statements(), tables);
    }

    public static liquibase.statement.SqlStatement[] of(List<SqlStatement> statements, QualifiedName... tables) {
        return statements.stream()
                .map(sql -> new OperationStatement(sql, List.of(tables)))
                .toArray(liquibase.statement.SqlStatement[]::new);
    }

    String text() {
        return sql.text();
    }

    List<QualifiedName> tables() {
        return tables;
    }

    @Override
    public String toString() {
        return text();
    }
}
