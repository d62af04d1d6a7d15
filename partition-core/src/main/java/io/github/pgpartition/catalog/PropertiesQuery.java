package io.github.pgpartition.catalog;

import java.util.Locale;

/**
 * What tables have that their new partitions are to have, as rows of one shape: see {@link PropertyRow}. Takes no
 * lock on tables, calls nothing that does.
 */
final class PropertiesQuery {

    /**
     * {@code newest} is the partition that holds rows and was made last, at whatever level; the DEFAULT partition only where there is no
     * other; the array keeps the server from reading all of {@code pg_class}. {@code owned}: whether a new partition will be the owner's, who then needs no grants.
     */
    private static final String TABLES = """
            WITH RECURSIVE wanted(oid, template) AS MATERIALIZED (
                SELECT w.oid, pg_catalog.to_regclass(w.template)::pg_catalog.oid
                  FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[])) AS w(oid, template)
            ), below(root, oid, spare) AS (
                SELECT w.oid, w.oid, false FROM wanted w
                UNION ALL
                SELECT b.root, i.inhrelid, b.spare OR i.inhrelid = p.partdefid
                  FROM below b
                  JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = b.oid
                  JOIN pg_catalog.pg_inherits i ON i.inhparent = b.oid
            ), newest AS MATERIALIZED (
                SELECT DISTINCT ON (b.root) b.root, c.oid, c.reltablespace, c.relam, c.relpersistence, c.reloptions, c.reltoastrelid
                  FROM below b
                  JOIN pg_catalog.pg_class c ON c.oid = b.oid AND c.relkind = 'r'
                 WHERE c.oid = ANY (ARRAY(SELECT oid FROM below))
                 ORDER BY b.root, b.spare, c.oid DESC
            ), tab AS MATERIALIZED (
                SELECT c.oid, w.template, r.rolname AS owner, c.relowner, c.relacl, c.reltablespace, c.relam, c.relreplident,
                       c.relrowsecurity, c.relforcerowsecurity, a.may_become, a.may_create,
                       r.rolname = CURRENT_USER OR a.may_become AND a.may_create AS owned
                  FROM wanted w
                  JOIN pg_catalog.pg_class c ON c.oid = w.oid
                  JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
                  JOIN pg_catalog.pg_roles me ON me.rolname = CURRENT_USER
                 CROSS JOIN LATERAL (
                    SELECT pg_catalog.pg_has_role(c.relowner, '%1$s') AS may_become,
                           me.rolsuper OR pg_catalog.has_schema_privilege(c.relowner, c.relnamespace, 'CREATE') AS may_create) a
            )
            """;

    private static final String OWNER = """
            SELECT t.oid, 'owner' AS kind, t.owner::pg_catalog.text AS name,
                   CASE WHEN NOT t.may_become THEN 'the role that runs this may not SET ROLE to that role'
                        WHEN NOT t.may_create THEN 'that role may not create tables in the schema' END AS text,
                   t.owned AS flag, NULL::pg_catalog.text[] AS list, 0::pg_catalog.int8 AS nr
              FROM tab t
             WHERE t.owner <> CURRENT_USER
            """;

    /** In the order of the access list, so that the partition's turns out equal. */
    private static final String GRANTS = """
            SELECT g.oid, 'grant', g.col, g.privileges, g.grantable, pg_catalog.array_agg(g.grantee ORDER BY g.ord), pg_catalog.min(g.ord)
              FROM (SELECT t.oid, g.col, g.grantee, g.grantable, pg_catalog.min(g.ord) AS ord,
                           pg_catalog.string_agg(g.privilege, ',' ORDER BY g.privilege) AS privileges
                      FROM tab t
                     CROSS JOIN LATERAL (
                            SELECT l.col, coalesce(r.rolname::pg_catalog.text, '') AS grantee, x.privilege_type AS privilege,
                                   pg_catalog.bool_or(x.is_grantable) AS grantable, pg_catalog.min(l.nr * 10000 + x.ord) AS ord
                              FROM (SELECT 0 AS nr, NULL::pg_catalog.text AS col, coalesce(t.relacl, pg_catalog.acldefault('r', t.relowner)) AS acl
                                    UNION ALL
                                    SELECT a.attnum, a.attname::pg_catalog.text, a.attacl
                                      FROM pg_catalog.pg_attribute a
                                     WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL) l
                             CROSS JOIN LATERAL pg_catalog.aclexplode(l.acl)
                                   WITH ORDINALITY AS x(grantor, grantee, privilege_type, is_grantable, ord)
                              LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
                             WHERE (x.grantee = 0::pg_catalog.oid OR r.oid IS NOT NULL) AND (x.grantee <> t.relowner OR NOT t.owned)
                             GROUP BY l.col, coalesce(r.rolname::pg_catalog.text, ''), x.privilege_type) g
                     GROUP BY t.oid, g.col, g.grantee, g.grantable) g
             GROUP BY g.oid, g.col, g.privileges, g.grantable
            """;

    /** What the template sets comes after, and so in place of, what the newest partition has. */
    private static final String STORAGE_PARAMETERS = """
            SELECT t.oid, 'storage parameter', o.prefix || p.option_name, p.option_value, NULL, NULL, o.nr
              FROM tab t
             CROSS JOIN LATERAL (
                    SELECT 1 AS nr, '' AS prefix, n.reloptions FROM newest n WHERE n.root = t.oid
                    UNION ALL
                    SELECT 1, 'toast.', c.reloptions FROM newest n JOIN pg_catalog.pg_class c ON c.oid = n.reltoastrelid WHERE n.root = t.oid
                    UNION ALL
                    SELECT 2, '', c.reloptions FROM pg_catalog.pg_class c WHERE c.oid = t.template
                    UNION ALL
                    SELECT 2, 'toast.', toast.reloptions
                      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid WHERE c.oid = t.template) o
             CROSS JOIN LATERAL pg_catalog.pg_options_to_table(o.reloptions) p
            """;

    private static final String PLACEMENT = """
            SELECT t.oid, 'tablespace', s.spcname::pg_catalog.text, NULL, pg_catalog.has_tablespace_privilege(s.oid, 'CREATE'), NULL, 0
              FROM tab t
              LEFT JOIN newest n ON n.root = t.oid
              JOIN pg_catalog.pg_tablespace s ON s.oid = coalesce(nullif(t.reltablespace, 0::pg_catalog.oid), n.reltablespace)
            UNION ALL
            SELECT t.oid, 'access method', m.amname::pg_catalog.text, NULL, NULL, NULL, 0
              FROM tab t
              LEFT JOIN newest n ON n.root = t.oid
              JOIN pg_catalog.pg_am m ON m.oid = coalesce(nullif(t.relam, 0::pg_catalog.oid), n.relam)
             WHERE m.amname <> pg_catalog.current_setting('default_table_access_method')
            UNION ALL
            SELECT t.oid, 'unlogged', NULL, NULL, NULL, NULL, 0
              FROM tab t
             WHERE EXISTS (SELECT FROM newest n WHERE n.root = t.oid AND n.relpersistence = 'u')
                OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.template AND c.relpersistence = 'u')
            """;

    /** LIKE copies storage and compression, not these. */
    private static final String COLUMNS = """
            SELECT t.oid, 'column', a.attname::pg_catalog.text, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::pg_catalog.text END, NULL, a.attoptions, a.attnum
              FROM tab t
              JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid
             WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attstattarget >= 0 OR a.attoptions IS NOT NULL)
            """;

    private static final String TABLE = """
            SELECT t.oid, 'replica identity', NULL, t.relreplident::pg_catalog.text, NULL, NULL, 0 FROM tab t WHERE t.relreplident IN ('f', 'n')
            UNION ALL
            SELECT t.oid, 'row security', NULL, CASE WHEN t.relforcerowsecurity THEN 'forced' END, t.relrowsecurity, NULL, 0
              FROM tab t WHERE t.relrowsecurity OR t.relforcerowsecurity
            UNION ALL
            SELECT t.oid, 'comment', NULL, d.description, NULL, NULL, 0
              FROM tab t
              JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.objsubid = 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
            """;

    /** A published parent publishes its partitions by itself; this is about publications that list partitions one by one. */
    private static final String PUBLICATIONS = """
            SELECT t.oid, 'publication', p.pubname::pg_catalog.text, %2$s,
                   pg_catalog.pg_has_role(p.pubowner, 'USAGE') AND t.owned, %3$s, 0
              FROM tab t
              JOIN newest n ON n.root = t.oid
              JOIN pg_catalog.pg_publication_rel m ON m.prrelid = n.oid
              JOIN pg_catalog.pg_publication p ON p.oid = m.prpubid
             WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel o
                                WHERE o.prpubid = m.prpubid
                                  AND (o.prrelid = t.oid OR o.prrelid IN (SELECT relid::pg_catalog.oid FROM pg_catalog.pg_partition_ancestors(t.oid) AS a(relid))))
            """;

    /** Whether there is something that only the server can print. */
    private static final String PRINTED = """
            SELECT t.oid, 'printed', NULL, NULL, NULL, NULL, 0
              FROM tab t
             WHERE t.relreplident = 'i'
                OR EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = t.oid)
                OR EXISTS (SELECT FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = t.oid AND %4$s)
            """;

    private static final int ROLES_ARE_SET = 16;
    private static final int PUBLICATIONS_FILTER = 15;
    static final int STATISTICS_HAVE_TARGETS = 14;

    private PropertiesQuery() {}

    static String of(int majorVersion) {
        boolean filters = majorVersion >= PUBLICATIONS_FILTER;
        return String.format(
                Locale.ROOT,
                TABLES
                        + String.join(
                                "UNION ALL\n",
                                OWNER,
                                GRANTS,
                                STORAGE_PARAMETERS,
                                PLACEMENT,
                                COLUMNS,
                                TABLE,
                                PUBLICATIONS,
                                PRINTED)
                        + "ORDER BY oid, kind, nr, name",
                majorVersion >= ROLES_ARE_SET ? "SET" : "MEMBER",
                filters ? "CASE WHEN m.prqual IS NOT NULL THEN 'filter' END" : "NULL",
                filters
                        ? "(SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum) FROM pg_catalog.pg_attribute a"
                                + " WHERE a.attrelid = n.oid AND a.attnum = ANY (m.prattrs::pg_catalog.int2[]))"
                        : "NULL",
                majorVersion >= STATISTICS_HAVE_TARGETS ? "s.stxstattarget >= 0" : "false");
    }
}
