package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.operation.CommentOnTable;
import io.github.pgpartition.operation.CreatePartitionedTable;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.operation.DistributeTable;
import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.operation.PrimaryKeyFit;
import io.github.pgpartition.operation.RequireExtension;
import io.github.pgpartition.operation.RequirePartitionedBy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Creates a partitioned table, still without partitions: until it has one, every insert is refused. */
public final class CreateTableStep extends Step {

    private final PartitionStrategy strategy;
    private final String table;
    private final List<String> elements = new ArrayList<>();
    private List<Identifier> primaryKey = List.of();
    private @Nullable PartitionKey key;
    private @Nullable String remarks;
    private @Nullable Identifier tablespace;
    private @Nullable Identifier distributionColumn;
    private boolean template;
    private boolean ifNotExists;

    CreateTableStep(MigrationSession session, PartitionStrategy strategy, String table) {
        super(session, nameOf(strategy) + "(\"" + table + "\")");
        this.strategy = strategy;
        this.table = table;
    }

    private static String nameOf(PartitionStrategy strategy) {
        String word = strategy.name();
        return "create" + word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT) + "PartitionedTable";
    }

    /** A column: its name, and everything after the name as SQL, verbatim: {@code "timestamptz NOT NULL DEFAULT now()"}. */
    public CreateTableStep column(String name, String definition) {
        elements.add(Identifier.parse(name).sql() + " " + definition);
        return this;
    }

    /** A table constraint, as SQL, verbatim: {@code "CHECK (size > 0)"}. */
    public CreateTableStep constraint(String sql) {
        elements.add(sql);
        return this;
    }

    /** Goes on the table where it holds all columns of the partition key; else on the template, which must then be asked for. */
    public CreateTableStep primaryKey(String... columns) {
        primaryKey = Names.columns(columns);
        return this;
    }

    public CreateTableStep partitionKey(String... columns) {
        key = new PartitionKey(
                strategy,
                Names.columns(columns).stream()
                        .<PartitionKey.Part>map(PartitionKey.Column::new)
                        .toList());
        return this;
    }

    /** What the table is partitioned by, as SQL, verbatim; instead of {@link #partitionKey}. */
    public CreateTableStep partitionKeyExpression(String sql) {
        key = PartitionKey.expression(strategy, sql);
        return this;
    }

    /** Leaves a table as it is that is partitioned by the same key; any other relation of the name is refused. */
    public CreateTableStep ifNotExists() {
        ifNotExists = true;
        return this;
    }

    /** The comment of the table. */
    public CreateTableStep remarks(String text) {
        remarks = text;
        return this;
    }

    public CreateTableStep tablespace(String name) {
        tablespace = Identifier.parse(name);
        return this;
    }

    /** Makes {@code <table>_template} as well, whose keys, constraints and indexes new partitions take. */
    public CreateTableStep template() {
        template = true;
        return this;
    }

    /** Citus: the column by which the table is distributed over the workers. */
    public CreateTableStep distributionColumn(String column) {
        distributionColumn = Identifier.parse(column);
        return this;
    }

    @Override
    void run(MigrationSession session) {
        operations(session.names().created(table)).forEach(session::run);
    }

    private List<Operation> operations(QualifiedName name) {
        PartitionKey by = key(name);
        boolean onTable = PrimaryKeyFit.missing(by, primaryKey).isEmpty();
        if (!primaryKey.isEmpty() && !onTable && !template) {
            throw PrimaryKeyFit.refusal(name, by, primaryKey);
        }
        List<Operation> all = new ArrayList<>();
        if (distributionColumn != null) {
            all.add(new RequireExtension(Identifier.of("citus"), "distribute " + name.sql()));
        }
        all.add(create(name, by, onTable));
        if (remarks != null) {
            all.add(new CommentOnTable(name, remarks));
        }
        if (ifNotExists) {
            all.add(new RequirePartitionedBy(name, by));
        }
        if (template) {
            all.add(new CreateTemplate(name, onTable ? List.of() : primaryKey, ifNotExists));
        }
        if (distributionColumn != null) {
            all.add(new DistributeTable(name, distributionColumn));
        }
        return all;
    }

    private PartitionKey key(QualifiedName name) {
        if (key == null) {
            throw new PartitioningException(
                    "Cannot create partitioned table " + name.sql(),
                    "it has no partition key",
                    "Name the columns with partitionKey, or write SQL in partitionKeyExpression");
        }
        return key;
    }

    private Operation create(QualifiedName name, PartitionKey by, boolean withPrimaryKey) {
        CreatePartitionedTable.Builder builder =
                CreatePartitionedTable.of(name, by).tablespace(tablespace);
        elements.forEach(builder::element);
        if (withPrimaryKey && !primaryKey.isEmpty()) {
            builder.primaryKey(primaryKey.stream().map(Identifier::value).toArray(String[]::new));
        }
        return ifNotExists ? builder.ifNotExists().build() : builder.build();
    }
}
