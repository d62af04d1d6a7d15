package io.github.pgpartition.liquibase.change;

import io.github.pgpartition.sql.Identifier;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** A change to an index that a partitioned table and all its partitions have. */
public abstract class IndexChange extends PartitionChange {

    private @Nullable String indexName;

    @DatabaseChangeProperty(
            description = "The index on the partitioned table; those on partitions are called [index]_[hash]",
            exampleValue = "events_payload_idx",
            requiredForDatabase = "postgresql",
            supportsDatabase = "postgresql")
    public @Nullable String getIndexName() {
        return indexName;
    }

    public void setIndexName(@Nullable String indexName) {
        this.indexName = indexName;
    }

    /** The index, as PostgreSQL knows it; it is in the schema of the table. */
    final Identifier index(Database database) {
        return ChangelogNames.index(database, indexName == null ? "" : indexName);
    }
}
