package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.liquibase.maintenance.Selection;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import liquibase.Scope;

/** Something that a change does: run under the lock policy where there is a database, printed where there is none. */
public sealed interface Part
        permits Part.OperationPart, Part.SqlPart, Part.ZonedPart, BuildIndexPart, DropIndexPart, MaintainPart {

    /** As a script has it. */
    List<SqlStatement> statements();

    void run(OperationRunner runner, Connection connection) throws SQLException;

    static Part of(Operation operation) {
        return new OperationPart(operation);
    }

    /** SQL that is no operation. What it does reads on after "Cannot ". */
    static Part of(String what, List<SqlStatement> statements) {
        return new SqlPart(what, statements);
    }

    /** An index on every partition, resumable, on several connections. */
    static Part buildIndex(
            QualifiedName table, IndexDefinition definition, IndexBuildOptions options, Supplier<IndexScript> script) {
        return new BuildIndexPart(table, definition, options, script);
    }

    /** An index goes from a partitioned table and all its partitions. */
    static Part dropIndex(QualifiedName table, Identifier index) {
        return new DropIndexPart(table, index);
    }

    /** One pass of maintenance; the script stands for it where it is only printed. */
    static Part maintain(Selection selection, Supplier<String> script) {
        return new MaintainPart(selection, script);
    }

    /** In a session that is in a zone for as long as this runs. */
    default Part in(ZoneId zone) {
        return new ZonedPart(zone, this);
    }

    /** An operation. */
    record OperationPart(Operation operation) implements Part {

        @Override
        public List<SqlStatement> statements() {
            return operation.statements();
        }

        @Override
        public void run(OperationRunner runner, Connection connection) {
            if (!runner.run(operation)) {
                Scope.getCurrentScope()
                        .getLog(Part.class)
                        .info("Nothing to do: an earlier run did " + operation.describe());
            }
        }
    }

    /** SQL as it is. */
    record SqlPart(String what, List<SqlStatement> statements) implements Part {

        public SqlPart {
            statements = List.copyOf(statements);
        }

        @Override
        public void run(OperationRunner runner, Connection connection) {
            runner.run(what, statements);
        }
    }

    /** Puts the session's zone back also where the part fails; a script that fails leaves it as it is. */
    record ZonedPart(ZoneId zone, Part part) implements Part {

        @Override
        public List<SqlStatement> statements() {
            return SessionZone.during(zone, part.statements());
        }

        @Override
        public void run(OperationRunner runner, Connection connection) throws SQLException {
            try (SessionZone session = SessionZone.enter(connection, zone)) {
                part.run(runner, session.connection());
            }
        }
    }
}
