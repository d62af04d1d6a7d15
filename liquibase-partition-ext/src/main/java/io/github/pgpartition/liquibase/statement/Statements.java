package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.sql.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.ExecutorService;
import liquibase.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** From what a change does to what Liquibase takes. */
public final class Statements {

    private Statements() {}

    /**
     * One statement that runs it all, or, where it is only printed, each as text.
     *
     * @param changeSet null where a change is used without one; its {@code modifySql} is for text, so with one it is sent as text
     */
    public static SqlStatement[] of(
            Supplier<List<Part>> parts,
            Database database,
            @Nullable ChangeSet changeSet,
            Collection<QualifiedName> tables) {
        boolean asText = changeSet != null && !changeSet.getSqlVisitors().isEmpty();
        return executes(database) && !asText
                ? new SqlStatement[] {new RunStatement(database, parts, tables)}
                : parts.get().stream()
                        .flatMap(part -> part.statements().stream())
                        .map(sql -> new OperationStatement(sql, tables))
                        .toArray(SqlStatement[]::new);
    }

    /** Not in update-sql and with offline URLs, where what changesets do is only printed. */
    public static boolean executes(Database database) {
        return database.getConnection() instanceof JdbcConnection
                && Scope.getCurrentScope()
                        .getSingleton(ExecutorService.class)
                        .getExecutor("jdbc", database)
                        .updatesDatabase();
    }
}
