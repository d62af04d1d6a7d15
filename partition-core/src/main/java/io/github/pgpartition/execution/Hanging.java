package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What hangs on partitions that are to go, by OIDs; on most of them nothing does, so that nothing else has to be asked.
 *
 * @param dependents  what would not go with them, or keeps what would
 * @param foreignKeys constraints with an end there
 * @param citus       whether there is Citus
 */
record Hanging(List<Dependent> dependents, Set<Long> foreignKeys, boolean citus) {

    /**
     * What depends on a partition, or on anything that would go with it, and would not go itself makes the server refuse to drop it; so
     * does an extension that it, or such a thing, belongs to. Read along the indexes of the catalog, whatever the planner thinks of it:
     * a subquery with OFFSET is run for each row, and what comes out of an array is taken for ten rows.
     */
    static final String SQL = """
            WITH RECURSIVE reached(root, classid, objid, objsubid, goes) AS (
                SELECT w.oid, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, w.oid, 0, true
                  FROM pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest(?::pg_catalog.oid[]))) AS w(oid)
                UNION
                SELECT r.root, d.classid, d.objid, d.objsubid, d.goes
                  FROM reached r
                 CROSS JOIN LATERAL (
                       SELECT d.classid, d.objid, d.objsubid, d.deptype <> 'n' AS goes
                         FROM pg_catalog.pg_depend d
                        WHERE d.refclassid = r.classid AND d.refobjid = r.objid AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid)
                          AND d.deptype IN ('a', 'i', 'n', 'P', 'S')
                       OFFSET 0
                       ) d
                 WHERE r.goes
            )
            SELECT CASE WHEN k.contype = 'f' THEN 'foreign key' ELSE 'dependent' END AS what, r.root,
                   coalesce(e.refclassid, r.classid) AS classid, coalesce(e.refobjid, r.objid) AS objid,
                   coalesce(e.refobjsubid, r.objsubid) AS objsubid
              FROM reached r
              LEFT JOIN LATERAL (
                   SELECT k.contype
                     FROM pg_catalog.pg_constraint k
                    WHERE k.oid = r.objid AND r.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
                   OFFSET 0
                   ) k ON true
              LEFT JOIN LATERAL (
                   SELECT e.refclassid, e.refobjid, e.refobjsubid
                     FROM pg_catalog.pg_depend e
                    WHERE e.classid = r.classid AND e.objid = r.objid AND e.deptype = 'e' AND r.goes
                   OFFSET 0
                   ) e ON true
             WHERE k.contype = 'f'
                OR e.refobjid IS NOT NULL
                OR NOT r.goes
                   AND NOT EXISTS (SELECT FROM reached g
                                    WHERE g.goes AND g.root = r.root AND g.classid = r.classid AND g.objid = r.objid)
            UNION ALL
            SELECT 'citus', NULL, NULL, NULL, NULL
             WHERE pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL
            """;

    /** @param partition the one that it keeps, by its OID */
    record Dependent(long partition, long classOid, long objectOid, int subId) {}

    static Hanging on(Collection<Long> leaving, Connection connection) throws SQLException {
        List<Dependent> dependents = new ArrayList<>();
        Set<Long> foreignKeys = new LinkedHashSet<>();
        boolean citus = false;
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", leaving.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    switch (row.getString("what")) {
                        case "foreign key" -> foreignKeys.add(row.getLong("objid"));
                        case "dependent" -> dependents.add(dependent(row));
                        default -> citus = true;
                    }
                }
            }
        }
        return new Hanging(dependents, foreignKeys, citus);
    }

    private static Dependent dependent(ResultSet row) throws SQLException {
        return new Dependent(row.getLong("root"), row.getLong("classid"), row.getLong("objid"), row.getInt("objsubid"));
    }
}
