package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.AbstractLiquibaseSerializable;
import org.jspecify.annotations.Nullable;

/** Start and end of one column of a key that has several. */
public class PartitionRange extends AbstractLiquibaseSerializable {

    static final Block BLOCK = Block.of("ranges", "range", "column", "start", "end");

    private @Nullable String column;
    private @Nullable String start;
    private @Nullable String end;

    /** Null where the key has expressions, or the ranges come in its order. */
    public @Nullable String getColumn() {
        return column;
    }

    public void setColumn(@Nullable String column) {
        this.column = column;
    }

    public @Nullable String getStart() {
        return start;
    }

    public void setStart(@Nullable String start) {
        this.start = start;
    }

    public @Nullable String getEnd() {
        return end;
    }

    public void setEnd(@Nullable String end) {
        this.end = end;
    }

    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        column = node.getChildValue(null, "column", String.class);
        start = node.getChildValue(null, "start", String.class);
        end = node.getChildValue(null, "end", String.class);
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
