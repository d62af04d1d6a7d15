package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.liquibase.parser.Block;
import io.github.pgpartition.liquibase.parser.PartitionNamespace;
import io.github.pgpartition.policy.Tenant;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.AbstractLiquibaseSerializable;
import org.jspecify.annotations.Nullable;

/** A tenant of a managed table. */
public class PartitionTenant extends AbstractLiquibaseSerializable {

    static final Block BLOCK = Block.of("tenants", "tenant", "id", "retention");

    private @Nullable String id;
    private @Nullable String retention;

    /** A value of the tenant column. */
    public @Nullable String getId() {
        return id;
    }

    public void setId(@Nullable String id) {
        this.id = id;
    }

    /** In place of that of the table; null for that. */
    public @Nullable String getRetention() {
        return retention;
    }

    public void setRetention(@Nullable String retention) {
        this.retention = retention;
    }

    Tenant tenant() {
        return Tenant.of(id == null ? "" : id, retention);
    }

    @Override
    public void load(ParsedNode node, ResourceAccessor resourceAccessor) throws ParsedNodeException {
        id = node.getChildValue(null, "id", String.class);
        retention = node.getChildValue(null, "retention", String.class);
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
