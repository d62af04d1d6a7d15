package io.github.pgpartition.catalog;

import java.util.Locale;

/**
 * What only the server can print, in rows of the same shape. Printing a condition takes ACCESS SHARE on its table for a moment, and
 * qualifies names as far as the {@code search_path} makes it necessary.
 */
final class PrintedQuery {

    /** The list holds the command, the check, then the roles. */
    static final String POLICY = """
            pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS text, p.polpermissive AS flag,
            pg_catalog.array_cat(ARRAY[p.polcmd::pg_catalog.text, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)],
                     ARRAY(SELECT coalesce(r.rolname::pg_catalog.text, '')
                           FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS u(role, ord)
                           LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.role
                          WHERE u.role = 0::pg_catalog.oid OR r.oid IS NOT NULL
                          ORDER BY u.ord)) AS list
            """;

    /** The list holds the target, then the kinds. */
    static final String STATISTICS = """
            pg_catalog.pg_get_statisticsobjdef_columns(s.oid) AS text, NULL::pg_catalog.bool AS flag,
            pg_catalog.array_cat(ARRAY[CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::pg_catalog.text END],
                pg_catalog.array_remove(ARRAY[CASE WHEN 'd' = ANY (s.stxkind) THEN 'ndistinct' END,
                                              CASE WHEN 'f' = ANY (s.stxkind) THEN 'dependencies' END,
                                              CASE WHEN 'm' = ANY (s.stxkind) THEN 'mcv' END], NULL)) AS list
            """;

    private static final String SQL = """
            WITH wanted AS MATERIALIZED (
                SELECT w.oid FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w(oid)
            )
            SELECT p.polrelid AS oid, 'policy' AS kind, p.polname::pg_catalog.text AS name,
                   %1$s
              FROM pg_catalog.pg_policy p
             WHERE p.polrelid IN (SELECT oid FROM wanted)
            UNION ALL
            SELECT x.indrelid, 'new index', NULL,
                   coalesce(pg_catalog.pg_get_constraintdef(k.oid),
                            pg_catalog.substr(pg_catalog.pg_get_indexdef(x.indexrelid), 1 + pg_catalog.length(
                                pg_catalog.format('CREATE UNIQUE INDEX %%I ON ONLY %%I.%%I ', i.relname, n.nspname, t.relname)))),
                   k.oid IS NOT NULL, NULL
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_class t ON t.oid = x.indrelid AND t.relreplident = 'i'
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u')
             WHERE x.indrelid IN (SELECT oid FROM wanted) AND x.indisreplident
            """;

    /** All of a table's, where one has a target: those that LIKE makes have names that nobody knows before. */
    private static final String ALL_STATISTICS = """
            UNION ALL
            SELECT s.stxrelid, 'statistics', s.stxname::pg_catalog.text,
                   %1$s
              FROM pg_catalog.pg_statistic_ext s
             WHERE s.stxrelid IN (SELECT o.stxrelid FROM pg_catalog.pg_statistic_ext o WHERE o.stxrelid IN (SELECT oid FROM wanted) AND o.stxstattarget >= 0)
            """;

    private PrintedQuery() {}

    static String of(int majorVersion) {
        String more = majorVersion >= PropertiesQuery.STATISTICS_HAVE_TARGETS
                ? String.format(Locale.ROOT, ALL_STATISTICS, STATISTICS)
                : "";
        return String.format(Locale.ROOT, SQL, POLICY) + more + " ORDER BY oid, kind, name";
    }
}
