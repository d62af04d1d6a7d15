package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.index.IndexScript;
import io.github.pgpartition.liquibase.connection.BuildConnections;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An index on every partition, built on more connections than Liquibase's own where they are to be had.
 *
 * @param script what it does, for the partitions that are known when it is asked for
 */
record BuildIndexPart(
        QualifiedName table, IndexDefinition definition, IndexBuildOptions options, Supplier<IndexScript> script)
        implements Part {

    @Override
    public List<SqlStatement> statements() {
        IndexScript known = script.get();
        List<SqlStatement> statements = new ArrayList<>(known.statements());
        statements.set(0, statements.get(0).commented(known.comment()));
        return statements;
    }

    @Override
    public void run(OperationRunner runner, Connection connection) throws SQLException {
        BuildTeller teller = new BuildTeller(definition.name());
        BuildConnections connections = BuildConnections.of(connection);
        if (options.threads() > connections.limit()) {
            teller.message(BuildConnections.HOW_TO_GET_MORE);
        }
        new IndexBuilder(connections, options.withSettingsOf(connection)).build(table, definition, teller);
    }
}
