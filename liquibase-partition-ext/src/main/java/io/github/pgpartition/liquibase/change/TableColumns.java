package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.statement.CreatePartitionedTableStatement;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import java.util.List;
import liquibase.change.core.CreateTableChange;
import liquibase.statement.core.CreateTableStatement;
import org.jspecify.annotations.Nullable;

/**
 * Core's {@code createTable}, which turns columns and constraints into a statement, with a key behind them. Not a change of its own: a
 * subclass that people could use would inherit attributes of core, another set in each version.
 */
final class TableColumns extends CreateTableChange {

    private final PartitionKey key;
    private final @Nullable List<String> primaryKey;
    private final @Nullable Identifier partitionTablespace;

    TableColumns(PartitionKey key, @Nullable List<String> primaryKey, @Nullable Identifier tablespace) {
        this.key = key;
        this.primaryKey = primaryKey;
        this.partitionTablespace = tablespace;
    }

    @Override
    protected CreateTableStatement generateCreateTableStatement() {
        return new CreatePartitionedTableStatement(
                super.generateCreateTableStatement(), key, primaryKey, partitionTablespace);
    }
}
