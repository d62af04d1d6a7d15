package io.github.pgpartition.liquibase.statement;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.sql.Identifier;
import java.util.List;
import liquibase.statement.PrimaryKeyConstraint;
import liquibase.statement.core.CreateTableStatement;
import org.jspecify.annotations.Nullable;

/** Core's CREATE TABLE with a partition key, and a primary key whose columns keep the order in which they were given. */
public class CreatePartitionedTableStatement extends CreateTableStatement {

    private final PartitionKey key;
    private final @Nullable List<String> primaryKey;
    private final @Nullable Identifier partitionTablespace;

    /**
     * @param primaryKey as in the changelog; empty for none, null where the columns say which of them are in it
     * @param tablespace default one for partitions, after the key in PostgreSQL's grammar, so core must not write it
     */
    public CreatePartitionedTableStatement(
            CreateTableStatement columns,
            PartitionKey key,
            @Nullable List<String> primaryKey,
            @Nullable Identifier tablespace) {
        super(
                columns.getCatalogName(),
                columns.getSchemaName(),
                columns.getTableName(),
                columns.getRemarks(),
                columns.getTableType(),
                columns.isIfNotExists());
        this.key = key;
        this.primaryKey = primaryKey == null ? null : List.copyOf(primaryKey);
        this.partitionTablespace = tablespace;
    }

    @Override
    public @Nullable PrimaryKeyConstraint getPrimaryKeyConstraint() {
        if (primaryKey == null) {
            return super.getPrimaryKeyConstraint();
        }
        return primaryKey.isEmpty() ? null : new PrimaryKeyConstraint().addColumns(primaryKey.toArray(String[]::new));
    }

    String clauses() {
        return " " + key.sql() + (partitionTablespace == null ? "" : " TABLESPACE " + partitionTablespace.sql());
    }
}
