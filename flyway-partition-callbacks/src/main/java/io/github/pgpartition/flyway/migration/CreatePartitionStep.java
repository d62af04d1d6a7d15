package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.catalog.TemplateLookup;
import io.github.pgpartition.execution.PropertiesToInherit;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.operation.CreatePartition;
import io.github.pgpartition.operation.CreatePartitionOnline;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/** Creates a partition. */
public final class CreatePartitionStep extends Step {

    private final String table;
    private final ZonedBounds bounds;
    private @Nullable String partitionName;
    private @Nullable PartitionKey subKey;
    private @Nullable Identifier tablespace;
    private @Nullable Boolean template;
    private boolean online;

    CreatePartitionStep(MigrationSession session, String method, String table, PartitionBounds bounds) {
        super(session, method + "(\"" + table + "\")");
        this.table = table;
        this.bounds = new ZonedBounds(bounds);
    }

    /** Without a schema it is in that of the table; without a name, the table's name and a hash of the bounds. */
    public CreatePartitionStep partitionName(String name) {
        partitionName = name;
        return this;
    }

    /** Makes the partition a partitioned table itself. */
    public CreatePartitionStep partitionedBy(PartitionStrategy strategy, String... columns) {
        subKey = new PartitionKey(
                strategy,
                Names.columns(columns).stream()
                        .<PartitionKey.Part>map(PartitionKey.Column::new)
                        .toList());
        return this;
    }

    /** The same by an expression, as SQL, verbatim. */
    public CreatePartitionStep partitionedByExpression(PartitionStrategy strategy, String sql) {
        subKey = PartitionKey.expression(strategy, sql);
        return this;
    }

    public CreatePartitionStep tablespace(String name) {
        tablespace = Identifier.parse(name);
        return this;
    }

    /** Whether the partition takes keys and indexes from {@code <table>_template}; without it, where there is such a template. */
    public CreatePartitionStep template(boolean wanted) {
        template = wanted;
        return this;
    }

    /** The zone of times without an offset, where the key is a timestamptz; UTC without it. */
    public CreatePartitionStep timeZone(String zone) {
        bounds.in(zone);
        return this;
    }

    /** A stand-alone table, then ATTACH: readers and writers of the table go on. For an {@code OnlinePartitionMigration} only. */
    public CreatePartitionStep online() {
        session().requireNoTransaction("create a partition of " + table, "online");
        online = true;
        return this;
    }

    @Override
    void run(MigrationSession session) {
        QualifiedName parent = session.names().existing(table);
        QualifiedName partition = partitionName == null
                ? parent.sibling(Identifier.generated(
                        parent.name().value(), bounds.written().nameSuffix()))
                : Names.partition(parent, partitionName);
        PartitionedTable found = session.table(parent);
        PartitionBounds exact = bounds.of(found);
        QualifiedName from = template(new TemplateLookup(session.connection()), parent);
        session.run(
                online
                        ? new CreatePartitionOnline(
                                parent, partition, exact, subKey, tablespace, from, properties(session, found, from))
                        : new CreatePartition(parent, partition, exact, subKey, tablespace, from));
    }

    /** Owner, grants, row security and the like. PARTITION OF has no part in this: it takes what PostgreSQL gives it. */
    private static InheritedProperties properties(
            MigrationSession session, PartitionedTable found, @Nullable QualifiedName from) {
        InheritedProperties properties = PropertiesToInherit.of(
                session.connection(), session.locks(), new PropertiesReader.Source(found.oid(), from));
        properties.shortfalls().forEach(lacks -> session.log().accept("The partition is made without it: " + lacks));
        return properties;
    }

    private @Nullable QualifiedName template(TemplateLookup lookup, QualifiedName parent) {
        if (Boolean.FALSE.equals(template)) {
            return null;
        }
        QualifiedName known = lookup.templateFor(parent).orElse(null);
        return known != null || template == null
                ? known
                : CreateTemplate.of(lookup.root(parent).orElse(parent));
    }
}
