package io.github.pgpartition.liquibase.precondition;

import io.github.pgpartition.liquibase.change.ChangelogNames;
import java.util.List;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** A partitioned table has an index of that name, it is valid, and so are its parts on all partitions. */
public class IndexOnAllPartitionsValidPrecondition extends PartitionPrecondition {

    private @Nullable String indexName;

    public @Nullable String getIndexName() {
        return indexName;
    }

    public void setIndexName(@Nullable String indexName) {
        this.indexName = indexName;
    }

    @Override
    public String getName() {
        return "indexOnAllPartitionsValid";
    }

    @Override
    List<Attribute> required() {
        return List.of(tableAttribute(), new Attribute("indexName", indexName));
    }

    /** PostgreSQL makes the parent's index valid once every partition has a valid part of it, and an index has a part for each partition. */
    @Override
    String query() {
        return """
                SELECT pg_catalog.bool_and(x.indisvalid)
                       AND pg_catalog.count(*) = (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)))
                  FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) t
                  JOIN pg_catalog.pg_index x ON x.indexrelid = t.relid::pg_catalog.oid
                 WHERE EXISTS (SELECT FROM pg_catalog.pg_index own
                                WHERE own.indexrelid = pg_catalog.to_regclass(?)::pg_catalog.oid
                                  AND own.indrelid = pg_catalog.to_regclass(?)::pg_catalog.oid)
                """;
    }

    @Override
    List<String> values(Database database) {
        String table = table(database).sql();
        String index = index(database);
        return List.of(table, index, index, table);
    }

    private String index(Database database) {
        return table(database)
                .sibling(ChangelogNames.index(database, indexName == null ? "" : indexName))
                .sql();
    }

    @Override
    String failure(Database database) {
        return index(database) + " is not an index of " + table(database).sql() + " that is valid on all partitions";
    }
}
