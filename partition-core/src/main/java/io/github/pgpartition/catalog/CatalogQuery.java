package io.github.pgpartition.catalog;

import java.util.Locale;

/** The one query over the catalog. Every name is schema-qualified, and no value is pasted in. */
final class CatalogQuery {

    static final String ROOTS_BY_NAME = """
            SELECT w.ord, pg_catalog.to_regclass(w.name)::pg_catalog.oid
              FROM pg_catalog.unnest(?::pg_catalog.text[]) WITH ORDINALITY AS w(name, ord)""";

    static final String ROOTS_BY_OID = """
            SELECT w.ord, w.oid
              FROM pg_catalog.unnest(?::pg_catalog.oid[]) WITH ORDINALITY AS w(oid, ord)""";

    /**
     * {@code pg_get_expr(relpartbound, 0)} takes no lock, {@code pg_get_expr(relpartbound, oid)} does. For the same reason key columns are
     * read from {@code partattrs}, and {@code pg_get_partkeydef} is asked only where a key has an expression, a collation or an operator
     * class of its own. {@code format_type} writes a schema where the {@code search_path} hides a type; the one that all have goes.
     */
    private static final String TREES = """
            WITH RECURSIVE root(ord, oid) AS MATERIALIZED (
            %s
            ), tree(ord, oid, parent, pending) AS (
                SELECT r.ord, r.oid, NULL::pg_catalog.oid, false
                  FROM root r
                 WHERE r.oid IS NOT NULL
                UNION ALL
                SELECT t.ord, i.inhrelid, i.inhparent, %s
                  FROM tree t
                  JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = t.oid
                  JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
                 WHERE %s
            )
            SELECT t.ord, t.oid, t.parent, t.pending,
                   n.nspname, c.relname, c.relkind::pg_catalog.text AS relkind, (%s)::pg_catalog.int8 AS reltuples,
                   pg_catalog.pg_get_expr(c.relpartbound, 0::pg_catalog.oid) AS bounds,
                   p.partstrat::pg_catalog.text AS strategy,
                   k.columns, k.types,
                   CASE WHEN k.special THEN pg_catalog.pg_get_partkeydef(c.oid) END AS keydef,
                   pg_catalog.current_setting('standard_conforming_strings') AS conforming
              FROM tree t
              JOIN pg_catalog.pg_class c ON c.oid = t.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid
              LEFT JOIN LATERAL (
                    SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY u.nr) AS columns,
                           pg_catalog.array_agg(pg_catalog.regexp_replace(pg_catalog.format_type(o.opcintype, NULL), '^pg_catalog[.]', '') ORDER BY u.nr) AS types,
                           pg_catalog.bool_or(u.attnum = 0 OR NOT o.opcdefault OR u.coll <> a.attcollation) AS special
                      FROM ROWS FROM (pg_catalog.unnest(p.partattrs::pg_catalog.int2[]),
                                      pg_catalog.unnest(p.partclass::pg_catalog.oid[]),
                                      pg_catalog.unnest(p.partcollation::pg_catalog.oid[]))
                           WITH ORDINALITY AS u(attnum, opclass, coll, nr)
                      JOIN pg_catalog.pg_opclass o ON o.oid = u.opclass
                      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum
              ) k ON p.partrelid IS NOT NULL
             ORDER BY t.ord, n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"
            """;

    private CatalogQuery() {}

    /** @param descend whether partitions are read, too */
    static String trees(String roots, boolean descend, int majorVersion) {
        boolean sinceFourteen = majorVersion >= 14;
        return String.format(
                Locale.ROOT,
                TREES,
                roots,
                sinceFourteen ? "i.inhdetachpending" : "false",
                descend,
                sinceFourteen ? "c.reltuples" : "CASE c.relpages WHEN 0 THEN -1 ELSE c.reltuples END");
    }
}
