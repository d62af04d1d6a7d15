package io.github.pgpartition.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What partitions lack of what their parents have, in rows like those of {@link PropertiesQuery}. Pairs that are alike drop out first, by
 * comparisons within {@code pg_class}; what is set on columns, policies and the like is looked at only where a parent has some.
 *
 * <p>Not compared, because partitions differ there on purpose or nothing depends on it: storage parameters, tablespace, access method,
 * UNLOGGED, publications, comments, what policies of the same name say, targets of extended statistics.
 */
final class DriftQuery {

    private static final String PAIRS = """
            WITH RECURSIVE parent(root, oid) AS (
                SELECT w.oid, w.oid FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w(oid)
                UNION ALL
                SELECT p.root, i.inhrelid
                  FROM parent p
                  JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
                  JOIN pg_catalog.pg_partitioned_table t ON t.partrelid = i.inhrelid
            ), has AS MATERIALIZED (
                SELECT q.root, q.oid, p.relowner, p.relacl, p.relreplident, p.relrowsecurity, p.relforcerowsecurity,
                       EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                 JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
                                WHERE a.attrelid = q.oid AND a.attnum > 0 AND NOT a.attisdropped
                                  AND (a.attstattarget >= 0 OR a.attoptions IS NOT NULL OR a.attacl IS NOT NULL
                                       OR a.attstorage <> y.typstorage OR %1$s OR %2$s)) AS columns,
                       EXISTS (SELECT FROM pg_catalog.pg_policy o WHERE o.polrelid = q.oid) AS policies,
                       EXISTS (SELECT FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = q.oid) AS statistics
                  FROM parent q
                  JOIN pg_catalog.pg_class p ON p.oid = q.oid
            ), child AS MATERIALIZED (
                SELECT h.*, i.inhrelid
                  FROM has h
                  JOIN pg_catalog.pg_inherits i ON i.inhparent = h.oid
            ), pair AS MATERIALIZED (
                SELECT h.root, h.oid AS parent, h.relowner AS p_owner, h.relacl AS p_acl, h.relreplident AS p_identity,
                       h.relrowsecurity AS p_security, h.relforcerowsecurity AS p_forced, h.columns, h.policies, h.statistics,
                       c.oid, c.relnamespace, c.relname, c.relowner, c.relacl, c.relreplident, c.relrowsecurity, c.relforcerowsecurity
                  FROM child h
                  JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
                 WHERE c.oid = ANY (ARRAY(SELECT inhrelid FROM child)) AND c.relkind IN ('r', 'p')
                   AND (c.relowner <> h.relowner
                        OR c.relacl::pg_catalog.text IS DISTINCT FROM h.relacl::pg_catalog.text
                        OR h.relreplident = 'i'
                        OR h.relreplident IN ('f', 'n') AND c.relreplident <> h.relreplident
                        OR h.relrowsecurity AND NOT c.relrowsecurity
                        OR h.relforcerowsecurity AND NOT c.relforcerowsecurity
                        OR h.columns OR h.policies OR h.statistics)
            )
            """;

    /** Most often there is none, so this goes first. */
    private static final String CANDIDATES = """
            SELECT DISTINCT x.root FROM pair x
            """;

    private static final String OWNER = """
            SELECT x.oid, 'owner' AS kind, r.rolname::pg_catalog.text AS name, NULL::pg_catalog.text AS text, true AS flag,
                   NULL::pg_catalog.text[] AS list, 0::pg_catalog.int8 AS nr
              FROM pair x
              JOIN pg_catalog.pg_roles r ON r.oid = x.p_owner
             WHERE x.relowner <> x.p_owner
            """;

    /** One row per role; the parent's owner has its privileges by owning the partition. */
    private static final String GRANTS = """
            SELECT g.oid, 'grant', g.col, pg_catalog.string_agg(g.privilege, ',' ORDER BY g.privilege), g.grantable, ARRAY[g.grantee], pg_catalog.min(g.ord)
              FROM (SELECT x.oid, l.col, coalesce(r.rolname::pg_catalog.text, '') AS grantee, a.privilege_type AS privilege,
                           pg_catalog.bool_or(a.is_grantable) AS grantable, pg_catalog.min(l.nr * 10000 + a.ord) AS ord
                      FROM pair x
                     CROSS JOIN LATERAL (
                            SELECT 0 AS nr, NULL::pg_catalog.text AS col, x.p_acl AS wanted, coalesce(x.relacl, pg_catalog.acldefault('r', x.relowner)) AS given
                             WHERE x.p_acl::pg_catalog.text IS DISTINCT FROM x.relacl::pg_catalog.text
                             UNION ALL
                            SELECT p.attnum, p.attname::pg_catalog.text, p.attacl, c.attacl
                              FROM pg_catalog.pg_attribute p
                              JOIN pg_catalog.pg_attribute c ON c.attrelid = x.oid AND c.attname = p.attname AND NOT c.attisdropped
                             WHERE x.columns AND p.attrelid = x.parent AND p.attnum > 0 AND NOT p.attisdropped AND p.attacl IS NOT NULL) l
                     CROSS JOIN LATERAL pg_catalog.aclexplode(l.wanted)
                           WITH ORDINALITY AS a(grantor, grantee, privilege_type, is_grantable, ord)
                      LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                     WHERE (a.grantee = 0::pg_catalog.oid OR r.oid IS NOT NULL) AND a.grantee <> x.p_owner
                       AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(l.given) AS b
                                        WHERE b.grantee = a.grantee AND b.privilege_type = a.privilege_type
                                          AND (b.is_grantable OR NOT a.is_grantable))
                     GROUP BY x.oid, l.col, coalesce(r.rolname::pg_catalog.text, ''), a.privilege_type) g
             GROUP BY g.oid, g.col, g.grantee, g.grantable
            """;

    private static final String COLUMNS = """
            SELECT x.oid, o.kind, p.attname::pg_catalog.text, o.text, NULL, o.list, p.attnum
              FROM pair x
              JOIN pg_catalog.pg_attribute p ON p.attrelid = x.parent AND p.attnum > 0 AND NOT p.attisdropped
              JOIN pg_catalog.pg_type y ON y.oid = p.atttypid
              JOIN pg_catalog.pg_attribute c ON c.attrelid = x.oid AND c.attname = p.attname AND NOT c.attisdropped
             CROSS JOIN LATERAL (
                    SELECT 'column' AS kind, p.attstattarget::pg_catalog.text AS text, NULL::pg_catalog.text[] AS list
                     WHERE p.attstattarget >= 0 AND c.attstattarget IS DISTINCT FROM p.attstattarget
                     UNION ALL
                    SELECT 'column', NULL, p.attoptions WHERE p.attoptions IS NOT NULL AND c.attoptions::pg_catalog.text IS DISTINCT FROM p.attoptions::pg_catalog.text
                     UNION ALL
                    SELECT 'column storage', p.attstorage::pg_catalog.text, NULL WHERE p.attstorage <> y.typstorage AND c.attstorage <> p.attstorage
                     UNION ALL
                    SELECT 'column compression', %3$s, NULL WHERE %4$s
                     UNION ALL
                    SELECT 'own identity', NULL, NULL WHERE %5$s AND c.attidentity <> '') o
             WHERE x.columns
            """;

    private static final String TABLE = """
            SELECT x.oid, 'replica identity', NULL, x.p_identity::pg_catalog.text, NULL, NULL, 0
              FROM pair x
             WHERE x.p_identity IN ('f', 'n') AND x.relreplident <> x.p_identity
            UNION ALL
            SELECT x.oid, 'replica identity', ci.relname::pg_catalog.text, 'i', NULL, NULL, 0
              FROM pair x
              JOIN pg_catalog.pg_index pi ON pi.indrelid = x.parent AND pi.indisreplident
              JOIN pg_catalog.pg_inherits i ON i.inhparent = pi.indexrelid
              JOIN pg_catalog.pg_index c ON c.indexrelid = i.inhrelid AND c.indrelid = x.oid
              JOIN pg_catalog.pg_class ci ON ci.oid = c.indexrelid
             WHERE x.p_identity = 'i' AND NOT (x.relreplident = 'i' AND c.indisreplident)
            UNION ALL
            SELECT x.oid, 'row security', NULL, CASE WHEN x.p_forced AND NOT x.relforcerowsecurity THEN 'forced' END,
                   x.p_security AND NOT x.relrowsecurity, NULL, 0
              FROM pair x
             WHERE x.p_security AND NOT x.relrowsecurity OR x.p_forced AND NOT x.relforcerowsecurity
            UNION ALL
            SELECT x.oid, 'policy', p.polname::pg_catalog.text, NULL, NULL, NULL, p.oid::pg_catalog.int8
              FROM pair x
              JOIN pg_catalog.pg_policy p ON p.polrelid = x.parent
             WHERE x.policies
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy c
                                WHERE c.polrelid = x.oid AND c.polname = p.polname)
            """;

    private static final String STATISTICS = """
            SELECT x.oid, 'statistics', p.stxname::pg_catalog.text, NULL, NULL, NULL, p.oid::pg_catalog.int8
              FROM pair x
              JOIN pg_catalog.pg_statistic_ext p ON p.stxrelid = x.parent
             WHERE x.statistics
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext c
                                WHERE c.stxrelid = x.oid AND c.stxkind::pg_catalog.text = p.stxkind::pg_catalog.text
                                  AND pg_catalog.pg_get_statisticsobjdef_columns(c.oid) = pg_catalog.pg_get_statisticsobjdef_columns(p.oid))
            """;

    /** Only the first few partitions of each table, and how many they are; printed is what those few need. */
    private static final String RESULT = """
            ), ranked AS (
                SELECT x.root, n.nspname, x.relname, l.*,
                       pg_catalog.dense_rank() OVER (PARTITION BY x.root ORDER BY n.nspname COLLATE pg_catalog."C", x.relname COLLATE pg_catalog."C") AS place
                  FROM lack l
                  JOIN pair x ON x.oid = l.oid
                  JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
            ), counted AS (
                SELECT r.*, pg_catalog.max(r.place) OVER (PARTITION BY r.root) AS partitions
                  FROM ranked r
            )
            SELECT c.root, c.partitions, c.nspname, c.relname, c.kind, c.name,
                   coalesce(c.text, p.text, s.text) AS text, coalesce(c.flag, p.flag) AS flag, coalesce(c.list, p.list, s.list) AS list
              FROM counted c
              LEFT JOIN LATERAL (SELECT %6$s FROM pg_catalog.pg_policy p WHERE c.kind = 'policy' AND p.oid = c.nr::pg_catalog.oid) p ON true
              LEFT JOIN LATERAL (SELECT %7$s) s ON true
             WHERE c.place <= 3
             ORDER BY c.root, c.place, c.kind, c.nr, c.name
            """;

    private static final int IDENTITY_IS_SHARED = 17;

    private DriftQuery() {}

    /** The tables where something may be lacking. */
    static String candidates(int majorVersion) {
        return format(majorVersion, CANDIDATES);
    }

    static String of(int majorVersion) {
        List<String> parts = new ArrayList<>(List.of(OWNER, GRANTS, COLUMNS, TABLE));
        if (majorVersion >= PropertiesQuery.STATISTICS_HAVE_TARGETS) {
            parts.add(STATISTICS);
        }
        return format(majorVersion, ", lack AS (\n" + String.join("UNION ALL\n", parts) + RESULT);
    }

    private static String format(int majorVersion, String rest) {
        boolean compresses = majorVersion >= PropertiesQuery.STATISTICS_HAVE_TARGETS;
        boolean ownIdentity = majorVersion < IDENTITY_IS_SHARED;
        return String.format(
                Locale.ROOT,
                PAIRS + rest,
                compresses ? "a.attcompression <> ''" : "false",
                ownIdentity ? "a.attidentity <> ''" : "false",
                compresses ? "CASE p.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" : "NULL",
                compresses ? "p.attcompression <> '' AND c.attcompression <> p.attcompression" : "false",
                ownIdentity ? "p.attidentity <> ''" : "false",
                PrintedQuery.POLICY,
                compresses
                        ? PrintedQuery.STATISTICS
                                + " FROM pg_catalog.pg_statistic_ext s WHERE c.kind = 'statistics' AND s.oid = c.nr::pg_catalog.oid"
                        : "NULL::pg_catalog.text AS text, NULL::pg_catalog.text[] AS list");
    }
}
