package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.execution.ConnectionSource;
import io.github.pgpartition.execution.OperationRunner;
import io.github.pgpartition.index.IndexBuildOptions;
import io.github.pgpartition.index.IndexBuilder;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.operation.DropIndex;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Connection;
import java.util.List;

/** The index of a partitioned table goes, with those of its partitions and what an unfinished build has left. */
record DropIndexPart(QualifiedName table, Identifier index) implements Part {

    @Override
    public List<SqlStatement> statements() {
        return new DropIndex(table, table.sibling(index)).statements();
    }

    @Override
    public void run(OperationRunner runner, Connection connection) {
        IndexBuildOptions options =
                IndexBuildOptions.builder().locks(PartitionSettings.locks()).build();
        new IndexBuilder(ConnectionSource.of(connection), options).drop(table, index);
    }
}
