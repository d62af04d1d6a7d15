package io.github.pgpartition.liquibase.change;

import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.operation.IndexDefinition;
import io.github.pgpartition.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** What an index is: all that CREATE INDEX can say. */
public abstract class IndexDefinitionChange extends IndexChange {

    private List<PartitionIndexColumn> columns = new ArrayList<>();
    private @Nullable Boolean unique;
    private @Nullable String using;
    private @Nullable String where;
    private @Nullable String include;
    private @Nullable Boolean nullsNotDistinct;
    private @Nullable String storageParameters;
    private @Nullable String tablespace;

    @DatabaseChangeProperty(
            description =
                    "Columns, as in createIndex, or expressions with computed=\"true\"; opclass, collation and nullsFirst beside",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public List<PartitionIndexColumn> getColumns() {
        return columns;
    }

    public void setColumns(List<PartitionIndexColumn> columns) {
        this.columns = columns;
    }

    @DatabaseChangeProperty(
            description = "Whether no two rows may be equal; needs all columns of the partition key among the columns",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getUnique() {
        return unique;
    }

    public void setUnique(@Nullable Boolean unique) {
        this.unique = unique;
    }

    @DatabaseChangeProperty(
            description = "Access method; btree without it",
            exampleValue = "gin",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getUsing() {
        return using;
    }

    public void setUsing(@Nullable String using) {
        this.using = using;
    }

    @DatabaseChangeProperty(
            description = "Which rows are in the index, as SQL, verbatim; all without it",
            exampleValue = "payload IS NOT NULL",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getWhere() {
        return where;
    }

    public void setWhere(@Nullable String where) {
        this.where = where;
    }

    @DatabaseChangeProperty(
            description = "Comma-separated columns that are in the index but not part of its key",
            exampleValue = "id",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getInclude() {
        return include;
    }

    public void setInclude(@Nullable String include) {
        this.include = include;
    }

    @DatabaseChangeProperty(
            description = "Whether a unique index lets in only one row with NULL; needs PostgreSQL 15",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getNullsNotDistinct() {
        return nullsNotDistinct;
    }

    public void setNullsNotDistinct(@Nullable Boolean nullsNotDistinct) {
        this.nullsNotDistinct = nullsNotDistinct;
    }

    @DatabaseChangeProperty(
            description = "Comma-separated storage parameters, as SQL has them behind WITH",
            exampleValue = "fillfactor = 70",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getStorageParameters() {
        return storageParameters;
    }

    public void setStorageParameters(@Nullable String storageParameters) {
        this.storageParameters = storageParameters;
    }

    @DatabaseChangeProperty(
            description = "Tablespace of the index on every partition",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTablespace() {
        return tablespace;
    }

    public void setTablespace(@Nullable String tablespace) {
        this.tablespace = tablespace;
    }

    final IndexDefinition definition(Database database) {
        IndexDefinition.Builder builder = IndexDefinition.builder(
                        index(database).value())
                .unique(Boolean.TRUE.equals(unique))
                .using(using == null ? null : Identifier.parse(using))
                .nullsNotDistinct(Boolean.TRUE.equals(nullsNotDistinct))
                .tablespace(ChangelogNames.tablespace(tablespace))
                .where(where);
        columns.forEach(column -> builder.column(column.column(database)));
        ChangelogNames.columns(database, include).forEach(column -> builder.include(column.value()));
        StorageParameters.parse(storageParameters).forEach(builder::storageParameter);
        return builder.build();
    }

    @Override
    protected List<Block> blocks() {
        return List.of(PartitionIndexColumn.BLOCK);
    }

    @Override
    protected Optional<NewerFeature> newerFeature() {
        return Boolean.TRUE.equals(nullsNotDistinct)
                ? Optional.of(new NewerFeature("nullsNotDistinct=\"true\"", "NULLS NOT DISTINCT", 15))
                : Optional.empty();
    }
}
