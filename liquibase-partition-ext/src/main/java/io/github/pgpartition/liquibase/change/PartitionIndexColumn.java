package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import io.github.pgpartition.operation.IndexColumn;
import java.util.Map;
import liquibase.database.Database;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.AbstractLiquibaseSerializable;
import org.jspecify.annotations.Nullable;

/** One column of an index, as in {@code createIndex}, and how PostgreSQL sorts and compares it. */
public class PartitionIndexColumn extends AbstractLiquibaseSerializable {

    static final Block BLOCK = new Block(
            "columns",
            "column",
            Map.of(
                    "name", String.class,
                    "computed", Boolean.class,
                    "descending", Boolean.class,
                    "nullsFirst", Boolean.class,
                    "opclass", String.class,
                    "collation", String.class));

    private @Nullable String name;
    private @Nullable Boolean computed;
    private @Nullable Boolean descending;
    private @Nullable Boolean nullsFirst;
    private @Nullable String opclass;
    private @Nullable String collation;

    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    /** Whether the name is an expression, taken as it stands. */
    public @Nullable Boolean getComputed() {
        return computed;
    }

    public void setComputed(@Nullable Boolean computed) {
        this.computed = computed;
    }

    public @Nullable Boolean getDescending() {
        return descending;
    }

    public void setDescending(@Nullable Boolean descending) {
        this.descending = descending;
    }

    /** Null leaves it to the server: last, or first where the order is descending. */
    public @Nullable Boolean getNullsFirst() {
        return nullsFirst;
    }

    public void setNullsFirst(@Nullable Boolean nullsFirst) {
        this.nullsFirst = nullsFirst;
    }

    public @Nullable String getOpclass() {
        return opclass;
    }

    public void setOpclass(@Nullable String opclass) {
        this.opclass = opclass;
    }

    public @Nullable String getCollation() {
        return collation;
    }

    public void setCollation(@Nullable String collation) {
        this.collation = collation;
    }

    IndexColumn column(Database database) {
        if (name == null || name.isBlank()) {
            throw new PartitioningException(
                    "Cannot define an index",
                    "a column has no name",
                    "Give each its name, or its expression and computed");
        }
        IndexColumn column = Boolean.TRUE.equals(computed)
                ? IndexColumn.expression(name)
                : IndexColumn.of(ChangelogNames.column(database, name));
        column = column.withDescending(Boolean.TRUE.equals(descending)).withNullsFirst(nullsFirst);
        column = opclass == null ? column : column.withOperatorClass(opclass);
        return collation == null ? column : column.withCollation(collation);
    }

    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        name = node.getChildValue(null, "name", String.class);
        computed = node.getChildValue(null, "computed", Boolean.class);
        descending = node.getChildValue(null, "descending", Boolean.class);
        nullsFirst = node.getChildValue(null, "nullsFirst", Boolean.class);
        opclass = node.getChildValue(null, "opclass", String.class);
        collation = node.getChildValue(null, "collation", String.class);
    }

    @Override
    public String getSerializedObjectName() {
        return BLOCK.element();
    }

    @Override
    public String getSerializedObjectNamespace() {
        return PartitionNamespace.NAMESPACE;
    }
}
