package io.github.pgpartition.execution;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.github.pgpartition.maintenance.Obstacles;
import io.github.pgpartition.operation.MoveToSchema.Rename;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.TableLock;
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
import org.jspecify.annotations.Nullable;

/** Reads what stands round partitions that are to go. */
final class ObstacleReader {

    /**
     * What depends on the partition, or on anything that would go with it, and would not go itself makes the server refuse to drop it; so
     * does an extension that it, or such a thing, belongs to. A view shows in the catalog as its rule. Foreign keys of the parent go with
     * the detach, but those that it has to other tables stay with the detached table.
     */
    private static final String SQL = """
            WITH RECURSIVE tree(root, oid) AS (
                SELECT w.oid, w.oid FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w(oid)
                UNION ALL
                SELECT t.root, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
            ), managed(oid) AS (
                SELECT ?::pg_catalog.oid
            ), family(oid) AS (
                SELECT m.oid FROM managed m
                UNION ALL
                SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
            ), target AS (
                SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ?::pg_catalog.text
            ), link(own, incoming, root, conname, other) AS (
                SELECT k.conparentid = 0::pg_catalog.oid, true, t.root, k.conname, k.conrelid
                  FROM tree t JOIN pg_catalog.pg_constraint k ON k.confrelid = t.oid WHERE k.contype = 'f'
                UNION ALL
                SELECT k.conparentid = 0::pg_catalog.oid, false, t.root, k.conname, k.confrelid
                  FROM tree t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid WHERE k.contype = 'f'
            ), foreign_key AS (
                SELECT DISTINCT l.own, l.incoming, l.root, l.conname, n.nspname, r.relname, r.relkind
                  FROM link l
                  JOIN pg_catalog.pg_class r ON r.oid = l.other
                  JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
                 WHERE (l.incoming OR NOT r.relispartition)
                   AND (NOT EXISTS (SELECT FROM family f WHERE f.oid = r.oid) OR r.oid = (SELECT m.oid FROM managed m))
                   AND NOT EXISTS (SELECT FROM tree t WHERE t.oid = r.oid)
            ), going(root, classid, objid, objsubid) AS (
                SELECT t.root, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, t.oid, 0 FROM tree t
                UNION
                SELECT g.root, d.classid, d.objid, d.objsubid
                  FROM going g
                 CROSS JOIN LATERAL (
                       SELECT d.classid, d.objid, d.objsubid
                         FROM pg_catalog.pg_depend d
                        WHERE d.refclassid = g.classid AND d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid)
                          AND d.deptype IN ('a', 'i', 'P', 'S')
                       OFFSET 0
                       ) d
            ), hanging(root, classid, objid, objsubid) AS (
                SELECT g.root, d.classid, d.objid, d.objsubid
                  FROM going g
                 CROSS JOIN LATERAL (
                       SELECT d.classid, d.objid, d.objsubid
                         FROM pg_catalog.pg_depend d
                        WHERE d.refclassid = g.classid AND d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid)
                          AND d.deptype = 'n'
                       OFFSET 0
                       ) d
                 WHERE NOT EXISTS (SELECT FROM going o WHERE o.root = g.root AND o.classid = d.classid AND o.objid = d.objid)
            ), member(root, oid) AS (
                SELECT t.root, t.oid FROM tree t
                UNION ALL
                SELECT t.root, x.indexrelid FROM tree t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
            )
            SELECT DISTINCT 'dependent' AS what, h.root, (o).type || ' ' || (o).identity AS text, NULL AS nspname, NULL AS relname, NULL AS mode
              FROM hanging h
              LEFT JOIN pg_catalog.pg_rewrite w ON h.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND w.oid = h.objid
             CROSS JOIN LATERAL pg_catalog.pg_identify_object(
                       CASE WHEN w.oid IS NULL THEN h.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END,
                       coalesce(w.ev_class, h.objid), CASE WHEN w.oid IS NULL THEN h.objsubid ELSE 0 END) AS o
             WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                WHERE h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid AND k.oid = h.objid
                                  AND k.contype = 'f')
            UNION ALL
            SELECT DISTINCT 'dependent', g.root, pg_catalog.format('extension %%1$I (ALTER EXTENSION %%1$I DROP … lets go of it)', e.extname), NULL, NULL, NULL
              FROM going g
              JOIN pg_catalog.pg_depend d ON d.classid = g.classid AND d.objid = g.objid AND d.deptype = 'e'
              JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
            UNION ALL
            SELECT 'dependent', k.root, pg_catalog.format('foreign key %%I of table %%I.%%I', k.conname, k.nspname, k.relname), NULL, NULL, NULL
              FROM foreign_key k WHERE k.own AND k.incoming
            UNION ALL
            SELECT DISTINCT 'detach', NULL::pg_catalog.oid, NULL, k.nspname, k.relname, CASE WHEN k.incoming THEN 'ACCESS_EXCLUSIVE' ELSE 'SHARE_ROW_EXCLUSIVE' END
              FROM foreign_key k WHERE NOT k.own AND (k.incoming OR k.relkind <> 'p' OR %1$s)
            UNION ALL
            SELECT DISTINCT 'drop', NULL::pg_catalog.oid, NULL, k.nspname, k.relname, 'ACCESS_EXCLUSIVE'
              FROM foreign_key k WHERE NOT k.incoming AND (k.relkind <> 'p' OR %1$s)
            UNION ALL
            SELECT 'schema', NULL, NULL, NULL, NULL, NULL FROM target
            UNION ALL
            SELECT CASE WHEN c.relkind IN ('i', 'I') THEN 'index' ELSE 'table' END, t.root, NULL, n.nspname, c.relname, NULL
              FROM member t
              JOIN pg_catalog.pg_class c ON c.oid = t.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN target g ON g.oid <> c.relnamespace
             WHERE EXISTS (SELECT FROM pg_catalog.pg_class b WHERE b.relname = c.relname AND b.relnamespace = g.oid)
                OR c.relkind NOT IN ('i', 'I')
                   AND EXISTS (SELECT FROM pg_catalog.pg_type y WHERE y.typname = c.relname AND y.typnamespace = g.oid)
            UNION ALL
            SELECT 'citus', NULL, NULL, NULL, NULL, NULL
             WHERE pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL
             ORDER BY 1, 2, 3, 4, 5, 6
            """;

    private static final String DISTRIBUTED =
            "SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = ?::pg_catalog.oid";

    private record Row(
            String what, long root, String text, @Nullable QualifiedName relationOrNull, String mode) {

        static Row of(ResultSet row) throws SQLException {
            String relation = row.getString("relname");
            return new Row(
                    row.getString("what"),
                    row.getLong("root"),
                    String.valueOf(row.getString("text")),
                    relation == null ? null : QualifiedName.of(row.getString("nspname"), relation),
                    String.valueOf(row.getString("mode")));
        }

        QualifiedName relation() {
            return java.util.Objects.requireNonNull(relationOrNull, what);
        }

        TableLock lock() {
            return new TableLock(LockMode.valueOf(mode), relation());
        }
    }

    private final Connection connection;
    private final StateReader names;

    ObstacleReader(Connection connection, StateReader names) {
        this.connection = connection;
        this.names = names;
    }

    /** @param schema to archive to; null where nothing is archived */
    Obstacles read(long tableOid, Collection<Long> leaving, @Nullable Identifier schema) throws SQLException {
        List<Row> rows = rows(tableOid, leaving, schema);
        Map<Long, List<String>> dependents = rows.stream()
                .filter(r -> r.what().equals("dependent"))
                .collect(groupingBy(Row::root, mapping(Row::text, toList())));
        return new Obstacles(
                dependents,
                locks(rows, "detach"),
                locks(rows, "drop"),
                schema != null && rows.stream().noneMatch(r -> r.what().equals("schema")),
                schema == null ? Map.of() : renames(rows, schema),
                rows.stream().anyMatch(r -> r.what().equals("citus")) && isDistributed(tableOid));
    }

    private List<Row> rows(long tableOid, Collection<Long> leaving, @Nullable Identifier schema) throws SQLException {
        boolean locksPartitions = connection.getMetaData().getDatabaseMajorVersion() >= 15;
        String sql = String.format(java.util.Locale.ROOT, SQL, locksPartitions);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("oid", leaving.toArray()));
            query.setLong(2, tableOid);
            query.setString(3, schema == null ? null : schema.value());
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    rows.add(Row.of(result));
                }
            }
            return rows;
        }
    }

    private static List<TableLock> locks(List<Row> rows, String what) {
        return rows.stream().filter(r -> r.what().equals(what)).map(Row::lock).toList();
    }

    private Map<Long, List<Rename>> renames(List<Row> rows, Identifier schema) throws SQLException {
        Map<Long, List<Rename>> renames = new HashMap<>();
        for (Row row : rows) {
            if (row.what().equals("index") || row.what().equals("table")) {
                renames.computeIfAbsent(row.root(), k -> new ArrayList<>())
                        .add(new Rename(row.what().equals("index"), row.relation(), free(row.relation(), schema)));
            }
        }
        return renames;
    }

    /** In the schema where it is and in the one where it goes. */
    private Identifier free(QualifiedName relation, Identifier schema) throws SQLException {
        Identifier name;
        int number = 2;
        do {
            name = Identifier.generated(relation.name().value(), "_" + number++);
        } while (isTaken(relation.schema().orElseThrow(), name) || isTaken(schema, name));
        return name;
    }

    private boolean isTaken(Identifier schema, Identifier name) throws SQLException {
        return !names.taken(schema, Set.of(name)).isEmpty();
    }

    private boolean isDistributed(long tableOid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DISTRIBUTED)) {
            query.setLong(1, tableOid);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
