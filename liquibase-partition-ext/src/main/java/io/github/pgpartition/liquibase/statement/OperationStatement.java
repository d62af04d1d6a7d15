package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import io.github.pgpartition.sql.TableLock;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import liquibase.statement.AbstractSqlStatement;

/** One statement as text, with the tables that it changes. */
public class OperationStatement extends AbstractSqlStatement {

    private final SqlStatement sql;
    private final List<QualifiedName> tables;

    public OperationStatement(SqlStatement sql, Collection<QualifiedName> tables) {
        this.sql = sql;
        this.tables = Stream.concat(tables.stream(), sql.locks().stream().map(TableLock::table))
                .distinct()
                .toList();
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
