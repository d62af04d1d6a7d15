package io.github.pgpartition.execution;

import io.github.pgpartition.operation.MoveToSchema.Rename;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names that partitions and their indexes cannot keep in the schema where they are to go. */
final class ArchiveNames {

    /** A table brings a type of its name. Read along the indexes of the catalog, like {@link Hanging}. */
    static final String SQL = """
            WITH RECURSIVE tree(root, oid, relkind) AS (
                SELECT w.oid, w.oid, c.relkind
                  FROM pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest(?::pg_catalog.oid[]))) AS w(oid)
                 CROSS JOIN LATERAL (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = w.oid OFFSET 0) c
                UNION ALL
                SELECT t.root, i.inhrelid, c.relkind
                  FROM tree t
                 CROSS JOIN LATERAL (SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = t.oid OFFSET 0) i
                 CROSS JOIN LATERAL (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = i.inhrelid OFFSET 0) c
                 WHERE t.relkind = 'p'
            ), tables AS (
                SELECT t.root, t.oid
                  FROM (SELECT pg_catalog.array_agg(t.root) AS roots, pg_catalog.array_agg(t.oid) AS oids FROM tree t) a
                 CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(a.roots), pg_catalog.unnest(a.oids)) AS t(root, oid)
            ), member AS (
                SELECT t.root, t.oid FROM tables t
                UNION ALL
                SELECT t.root, x.indexrelid
                  FROM tables t
                 CROSS JOIN LATERAL (SELECT x.indexrelid FROM pg_catalog.pg_index x WHERE x.indrelid = t.oid OFFSET 0) x
            )
            SELECT m.root, c.relkind IN ('i', 'I') AS is_index, n.nspname, c.relname
              FROM member m
             CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_class c WHERE c.oid = m.oid OFFSET 0) c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_namespace g ON g.nspname = ?::pg_catalog.text AND g.oid <> n.oid
             WHERE EXISTS (SELECT FROM pg_catalog.pg_class b WHERE b.relname = c.relname AND b.relnamespace = g.oid OFFSET 0)
                OR c.relkind NOT IN ('i', 'I')
                   AND EXISTS (SELECT FROM pg_catalog.pg_type y WHERE y.typname = c.relname AND y.typnamespace = g.oid OFFSET 0)
             ORDER BY 2 DESC, m.root, n.nspname, c.relname
            """;

    private final Connection connection;
    private final StateReader names;
    private final Identifier schema;

    /** @param schema to archive to */
    ArchiveNames(Connection connection, StateReader names, Identifier schema) {
        this.connection = connection;
        this.names = names;
        this.schema = schema;
    }

    /** By the OID of the partition, with names that are free in both schemas. */
    Map<Long, List<Rename>> renames(Collection<Long> leaving) throws SQLException {
        Map<Long, List<Rename>> renames = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", leaving.toArray()));
            query.setString(2, schema.value());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    var relation = QualifiedName.of(row.getString("nspname"), row.getString("relname"));
                    renames.computeIfAbsent(row.getLong("root"), k -> new ArrayList<>())
                            .add(new Rename(row.getBoolean("is_index"), relation, free(relation)));
                }
            }
        }
        return renames;
    }

    private Identifier free(QualifiedName relation) throws SQLException {
        Identifier name;
        int number = 2;
        do {
            name = Identifier.generated(relation.name().value(), "_" + number++);
        } while (isTaken(relation.schema().orElseThrow(), name) || isTaken(schema, name));
        return name;
    }

    private boolean isTaken(Identifier place, Identifier name) throws SQLException {
        return !names.taken(place, Set.of(name)).isEmpty();
    }
}
