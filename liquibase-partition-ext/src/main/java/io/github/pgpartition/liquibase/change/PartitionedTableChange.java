package io.github.pgpartition.liquibase.change;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static liquibase.change.ChangeParameterMetaData.NONE;

import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.configuration.Notices;
import io.github.pgpartition.liquibase.configuration.PartitionSettings;
import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.statement.Part;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.operation.DistributeTable;
import io.github.pgpartition.operation.DropTable;
import io.github.pgpartition.operation.DropTemplate;
import io.github.pgpartition.operation.RequireExtension;
import io.github.pgpartition.operation.RequirePartitionedBy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.change.ChangeWithColumns;
import liquibase.change.ColumnConfig;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import liquibase.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Creates a partitioned table with columns and constraints as in {@code createTable}; it takes no row until it has a partition.
 *
 * <p>Its rollback drops the table with every partition, also those that were made later, and its template if it bears our mark. With
 * {@code ifNotExists} there is none: the table may have been there before.
 */
public abstract class PartitionedTableChange extends PartitionChange implements ChangeWithColumns<ColumnConfig> {

    private final PartitionStrategy strategy;
    private List<ColumnConfig> columns = new ArrayList<>();
    private @Nullable String partitionKey;
    private @Nullable String partitionKeyExpression;
    private @Nullable String primaryKey;
    private @Nullable Boolean ifNotExists;
    private @Nullable String remarks;
    private @Nullable String tablespace;
    private @Nullable Boolean template;
    private @Nullable String distributionColumn;

    PartitionedTableChange(PartitionStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    @DatabaseChangeProperty(
            description = "Column definitions, as in createTable",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public List<ColumnConfig> getColumns() {
        return columns;
    }

    @Override
    public void setColumns(List<ColumnConfig> columns) {
        this.columns = columns;
    }

    @Override
    public void addColumn(ColumnConfig column) {
        columns.add(column);
    }

    @DatabaseChangeProperty(
            description = "Comma-separated columns to partition by",
            exampleValue = "created_at",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionKey() {
        return partitionKey;
    }

    public void setPartitionKey(@Nullable String partitionKey) {
        this.partitionKey = partitionKey;
    }

    @DatabaseChangeProperty(
            description = "What to partition by as SQL, verbatim; instead of partitionKey",
            exampleValue = "(created_at::date)",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPartitionKeyExpression() {
        return partitionKeyExpression;
    }

    public void setPartitionKeyExpression(@Nullable String partitionKeyExpression) {
        this.partitionKeyExpression = partitionKeyExpression;
    }

    @DatabaseChangeProperty(
            description =
                    "Comma-separated columns of the primary key, which must hold all columns of the partition key",
            exampleValue = "id, created_at",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getPrimaryKey() {
        return primaryKey;
    }

    public void setPrimaryKey(@Nullable String primaryKey) {
        this.primaryKey = primaryKey;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether to do nothing where a table with this partition key is there already; any other relation of that name is"
                            + " refused, and the change does not roll back by itself",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getIfNotExists() {
        return ifNotExists;
    }

    public void setIfNotExists(@Nullable Boolean ifNotExists) {
        this.ifNotExists = ifNotExists;
    }

    @DatabaseChangeProperty(
            description = "Comment on the table",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getRemarks() {
        return remarks;
    }

    public void setRemarks(@Nullable String remarks) {
        this.remarks = remarks;
    }

    @DatabaseChangeProperty(
            description = "Tablespace of partitions that do not name one of their own",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getTablespace() {
        return tablespace;
    }

    public void setTablespace(@Nullable String tablespace) {
        this.tablespace = tablespace;
    }

    @DatabaseChangeProperty(
            description =
                    "Whether <table>_template is made as well, whose keys, constraints and indexes new partitions take; without it,"
                            + " as liquibase.partition.createTemplateTables says",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTemplate() {
        return template;
    }

    public void setTemplate(@Nullable Boolean template) {
        this.template = template;
    }

    @DatabaseChangeProperty(
            description = "Citus: the column by which the table is distributed over the workers",
            exampleValue = "tenant_id",
            requiredForDatabase = NONE,
            supportsDatabase = "postgresql")
    public @Nullable String getDistributionColumn() {
        return distributionColumn;
    }

    public void setDistributionColumn(@Nullable String distributionColumn) {
        this.distributionColumn = distributionColumn;
    }

    /** What the table is partitioned by. */
    public PartitionKey key(Database database) {
        return new KeyAttributes(partitionKey, partitionKeyExpression).key(strategy, database);
    }

    @Override
    protected List<Block> blocks() {
        return List.of(Block.columns());
    }

    @Override
    protected void check(Database database, ValidationErrors errors) {
        for (ColumnConfig column : columns) {
            if (column.getName() == null) {
                errors.addError("column 'name' is required for all columns");
            } else if (column.getType() == null && !Boolean.TRUE.equals(column.getComputed())) {
                errors.addError("column 'type' is required for all columns");
            }
        }
        if (!errors.hasErrors()) {
            checkColumnsExist(database);
            columns.forEach(column -> checkUnique(column, database, errors));
            warnOfPrimaryKeyPerPartition(database);
            for (SqlStatement statement : createTable(database)) {
                errors.addAll(SqlGeneratorFactory.getInstance().validate(statement, database));
            }
        }
    }

    private void checkUnique(ColumnConfig column, Database database, ValidationErrors errors) {
        if (column.getConstraints() == null
                || !Boolean.TRUE.equals(column.getConstraints().isUnique())) {
            return;
        }
        Identifier name = ChangelogNames.column(database, column.getName());
        boolean isTheKey = key(database).parts().stream()
                .allMatch(part ->
                        part instanceof PartitionKey.Column key && key.name().equals(name));
        if (!isTheKey) {
            errors.addError("column " + name.sql() + " cannot be unique in "
                    + table(database).sql()
                    + ": each partition can enforce it only for its own rows, so PostgreSQL wants all columns of the partition key in it."
                    + " Use addUniqueConstraint on it together with those columns; or create the table with template=\"true\", and add the"
                    + " constraint to " + CreateTemplate.of(table(database)).sql()
                    + ", from which each partition takes it.");
        }
    }

    private void warnOfPrimaryKeyPerPartition(Database database) {
        List<Identifier> onTemplate = primaryKeyPlace(database).onTemplate();
        if (!onTemplate.isEmpty()) {
            Notices.warn("The primary key ("
                    + onTemplate.stream().map(Identifier::sql).collect(joining(", ")) + ") of "
                    + table(database).sql()
                    + " goes on each partition by way of the template: it is unique within each partition, and not in the"
                    + " whole table");
        }
    }

    private void checkColumnsExist(Database database) {
        List<Identifier> there = columns.stream()
                .map(column -> ChangelogNames.column(database, column.getName()))
                .toList();
        new NamedColumns("partitionKey", key(database).columnNames()).mustBeAmong(there, this);
        new NamedColumns("primaryKey", ChangelogNames.columns(database, primaryKey)).mustBeAmong(there, this);
        new NamedColumns("distributionColumn", ChangelogNames.columns(database, distributionColumn))
                .mustBeAmong(there, this);
    }

    final boolean hasTemplate() {
        return template == null ? PartitionSettings.createTemplateTables() : template;
    }

    /** The columns of the primary key that the table itself has; empty where it has none, or where that is not valid. */
    final Set<Identifier> primaryKeyOnTable(Database database) {
        try {
            List<String> names = primaryKeyPlace(database).onParent();
            Stream<String> written = names != null
                    ? names.stream()
                    : columns.stream()
                            .filter(column -> column.getConstraints() != null
                                    && Boolean.TRUE.equals(
                                            column.getConstraints().isPrimaryKey()))
                            .map(ColumnConfig::getName);
            return written.map(name -> ChangelogNames.column(database, name)).collect(toSet());
        } catch (PartitioningException e) {
            return Set.of();
        }
    }

    private PrimaryKeyPlace primaryKeyPlace(Database database) {
        return PrimaryKeyPlace.of(
                new PrimaryKeyPlace.Table(table(database), key(database), columns, database),
                primaryKey,
                hasTemplate(),
                PartitionSettings.createWithPrimaryKey());
    }

    private SqlStatement[] createTable(Database database) {
        TableColumns table = new TableColumns(
                key(database), primaryKeyPlace(database).onParent(), ChangelogNames.tablespace(tablespace));
        table.setSchemaName(getSchemaName());
        table.setTableName(getTableName());
        table.setIfNotExists(ifNotExists);
        table.setRemarks(remarks);
        table.setColumns(columns);
        return table.generateStatements(database);
    }

    @Override
    protected List<Part> parts(Database database) {
        QualifiedName table = table(database);
        List<Part> parts = new ArrayList<>();
        Sql[] create = SqlGeneratorFactory.getInstance().generateSql(createTable(database), database);
        parts.add(Part.of(
                "create partitioned table " + table.sql(),
                Arrays.stream(create)
                        .map(sql -> io.github.pgpartition.sql.SqlStatement.of(sql.toSql()))
                        .toList()));
        if (Boolean.TRUE.equals(ifNotExists)) {
            parts.add(Part.of(new RequirePartitionedBy(table, key(database))));
        }
        if (hasTemplate()) {
            List<Identifier> onTemplate = primaryKeyPlace(database).onTemplate();
            parts.add(Part.of(new CreateTemplate(table, onTemplate, Boolean.TRUE.equals(ifNotExists))));
        }
        if (distributionColumn != null) {
            parts.add(0, Part.of(new RequireExtension(Identifier.of("citus"), "distribute " + table.sql())));
            parts.add(Part.of(new DistributeTable(table, ChangelogNames.column(database, distributionColumn))));
        }
        return parts;
    }

    @Override
    protected List<Part> undo(Database database) {
        QualifiedName table = table(database);
        Part drop = Part.of(new DropTable(table));
        return mayHaveTemplate(database, table) ? List.of(drop, Part.of(new DropTemplate(table))) : List.of(drop);
    }

    /** The setting at the time of the rollback may be another than it was, so the mark that a template bears decides where it is there. */
    private boolean mayHaveTemplate(Database database, QualifiedName table) {
        boolean isThere = database.getConnection() instanceof JdbcConnection jdbc
                && new TemplateLookup(jdbc.getUnderlyingConnection()).hasTemplate(table);
        return isThere || hasTemplate();
    }

    @Override
    protected Optional<String> whyNotUndone() {
        return Boolean.TRUE.equals(ifNotExists)
                ? Optional.of(
                        "with ifNotExists it may not have made the table, and what was there before is not ours to drop."
                                + " Give the changeset a rollback of its own, or <rollback/> for none.")
                : Optional.empty();
    }

    @Override
    public String getConfirmationMessage() {
        return "Partitioned table " + getTableName() + " created";
    }
}
