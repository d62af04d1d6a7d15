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
     * read from {@code partattrs}, and {@link #KEYS} is asked only where a key has an expression, a collation or an operator class of its
     * own. {@code format_type} writes a schema where the {@code search_path} hides a type; the one that all have goes.
     *
     * <p>Each {@code OFFSET 0} keeps the planner, which knows nothing of the size of a recursive result, at looking relations up by index:
     * otherwise it reads all of {@code pg_class}, and works out keys for all that is in it.
     */
    private static final String TREES = """
            WITH RECURSIVE root(ord, oid) AS MATERIALIZED (
            %s
            ), tree(ord, oid, parent, pending, relnamespace, relname, relkind, reltuples, bounds) AS (
                SELECT r.ord, c.oid, NULL::pg_catalog.oid, false, c.relnamespace, c.relname, c.relkind, c.reltuples::pg_catalog.int8,
                       NULL::pg_catalog.text COLLATE pg_catalog."C"
                  FROM root r
                  JOIN pg_catalog.pg_class c ON c.oid = r.oid
                UNION ALL
                SELECT t.ord, m.*
                  FROM tree t
                 CROSS JOIN LATERAL (
                       SELECT c.oid, i.inhparent, %s, c.relnamespace, c.relname, c.relkind, (%s)::pg_catalog.int8,
                              pg_catalog.pg_get_expr(c.relpartbound, 0::pg_catalog.oid) COLLATE pg_catalog."C"
                         FROM pg_catalog.pg_inherits i
                         JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = t.oid
                       OFFSET 0
                       ) m
                 WHERE t.relkind = 'p' AND %s
            )
            SELECT t.ord, t.oid, t.parent, t.pending,
                   n.nspname, t.relname, t.relkind::pg_catalog.text AS relkind, t.reltuples, t.bounds,
                   k.partstrat::pg_catalog.text AS strategy,
                   k.columns, k.types,
                   coalesce(k.special, false) AS special,
                   pg_catalog.current_setting('standard_conforming_strings') AS conforming
              FROM tree t
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
              LEFT JOIN LATERAL (
                    SELECT p.partstrat, x.*
                      FROM pg_catalog.pg_partitioned_table p
                     CROSS JOIN LATERAL (
                           SELECT pg_catalog.array_agg(a.attname ORDER BY u.nr) AS columns,
                                  pg_catalog.array_agg(pg_catalog.regexp_replace(pg_catalog.format_type(o.opcintype, NULL), '^pg_catalog[.]', '') ORDER BY u.nr) AS types,
                                  pg_catalog.bool_or(u.attnum = 0 OR NOT o.opcdefault OR u.coll <> a.attcollation) AS special
                             FROM ROWS FROM (pg_catalog.unnest(p.partattrs::pg_catalog.int2[]),
                                             pg_catalog.unnest(p.partclass::pg_catalog.oid[]),
                                             pg_catalog.unnest(p.partcollation::pg_catalog.oid[]))
                                  WITH ORDINALITY AS u(attnum, opclass, coll, nr)
                            CROSS JOIN LATERAL (SELECT o.opcintype, o.opcdefault FROM pg_catalog.pg_opclass o WHERE o.oid = u.opclass OFFSET 0) o
                             LEFT JOIN LATERAL (SELECT a.attname::pg_catalog.text AS attname, a.attcollation
                                                  FROM pg_catalog.pg_attribute a
                                                 WHERE a.attrelid = p.partrelid AND a.attnum = u.attnum OFFSET 0) a ON true
                           ) x
                     WHERE t.relkind = 'p' AND p.partrelid = t.oid
                    OFFSET 0
                    ) k ON true
             ORDER BY t.ord, n.nspname COLLATE pg_catalog."C", t.relname COLLATE pg_catalog."C"
            """;

    /** Waits for whoever holds ACCESS EXCLUSIVE on one of the tables. */
    static final String KEYS = """
            SELECT k.oid, pg_catalog.pg_get_partkeydef(k.oid)
              FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS k(oid)
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
                sinceFourteen ? "c.reltuples" : "CASE c.relpages WHEN 0 THEN -1 ELSE c.reltuples END",
                descend);
    }
}
