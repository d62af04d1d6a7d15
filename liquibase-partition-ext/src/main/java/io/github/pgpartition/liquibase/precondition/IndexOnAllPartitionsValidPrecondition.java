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

    /** Foreign tables have no indexes here. The parent's index may be called valid by mistake, so each part is looked at. */
    @Override
    String query() {
        return """
                WITH named(relation, index) AS (
                    SELECT pg_catalog.to_regclass(?), pg_catalog.to_regclass(?)
                ), part AS (
                    SELECT x.indrelid, x.indisvalid
                      FROM named n, pg_catalog.pg_partition_tree(n.index) t
                      JOIN pg_catalog.pg_index x ON x.indexrelid = t.relid::pg_catalog.oid
                ), lacking AS (
                    SELECT pg_catalog.format('%I.%I', s.nspname, c.relname) AS name, t.isleaf
                      FROM named n, pg_catalog.pg_partition_tree(n.relation) t
                      JOIN pg_catalog.pg_class c ON c.oid = t.relid::pg_catalog.oid
                      JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                     WHERE c.relkind <> 'f'
                       AND NOT EXISTS (SELECT FROM part p WHERE p.indrelid = c.oid AND p.indisvalid)
                ), own(is_there) AS (
                    SELECT EXISTS (SELECT FROM part p, named n WHERE p.indrelid = n.relation::pg_catalog.oid)
                )
                SELECT o.is_there AND NOT EXISTS (SELECT FROM lacking),
                       CASE WHEN n.index IS NULL THEN 'there is nothing of that name'
                            WHEN o.is_there THEN (SELECT 'there is no valid part of it on '
                                                         || pg_catalog.string_agg(CASE WHEN l.nr <= 5 THEN l.name END, ', ' ORDER BY l.name)
                                                         || CASE WHEN pg_catalog.count(*) > 5
                                                                 THEN ' and ' || (pg_catalog.count(*) - 5) || ' more' ELSE '' END
                                                    FROM (SELECT name, pg_catalog.row_number() OVER (ORDER BY name) AS nr
                                                            FROM lacking WHERE isleaf) l)
                            END
                  FROM named n, own o
                """;
    }

    @Override
    List<String> values(Database database) {
        String table = table(database).sql();
        String index = index(database);
        return List.of(table, index);
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
