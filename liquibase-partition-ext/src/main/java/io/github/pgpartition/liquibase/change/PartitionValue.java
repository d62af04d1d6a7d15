package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.AbstractLiquibaseSerializable;
import org.jspecify.annotations.Nullable;

/** One value of a list, in which nothing is split or expanded. */
public class PartitionValue extends AbstractLiquibaseSerializable {

    static final Block BLOCK = Block.of("values", "value", "value");

    private @Nullable String value;

    public @Nullable String getValue() {
        return value;
    }

    public void setValue(@Nullable String value) {
        this.value = value;
    }

    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        value = node.getChildValue(null, "value", String.class);
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
