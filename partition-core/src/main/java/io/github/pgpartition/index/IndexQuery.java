package io.github.pgpartition.index;

import java.util.Locale;

/** The query over the catalog. Every name is schema-qualified, and no value is pasted in. */
final class IndexQuery {

    /** The name itself, and those that begin as names of ours do. */
    static final String TAKEN = """
            SELECT n.nspname, c.relname
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE pg_catalog.starts_with(c.relname::pg_catalog.text, ?)
               AND n.oid <> pg_catalog.pg_my_temp_schema()
            """;

    private IndexQuery() {}

    /**
     * Expressions and predicates are compared as the server prints them, all in one session: the same text is the same meaning. Printing
     * them and measuring tables takes ACCESS SHARE for a moment; an index of plain columns takes no lock.
     *
     * @param measured whether to ask the file system how large a table is, or the catalog how large it was
     */
    static String state(int majorVersion, boolean measured) {
        return String.format(
                Locale.ROOT,
                """
            WITH RECURSIVE tree(oid, parent, pending) AS (
                SELECT ?::pg_catalog.oid, NULL::pg_catalog.oid, false
                UNION ALL
                SELECT h.inhrelid, h.inhparent, %1$s
                  FROM tree t
                  JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid
            ), print(oid, relid, valid, text) AS MATERIALIZED (
                SELECT i.indexrelid, i.indrelid, i.indisvalid,
                       ROW(x.relam, i.indisunique, i.indimmediate, i.indisexclusion, i.indnkeyatts, i.indclass::pg_catalog.text,
                           i.indcollation::pg_catalog.text, i.indoption::pg_catalog.text, %2$s,
                           ARRAY(SELECT CASE WHEN u.attnum = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, u.nr::pg_catalog.int4, false)
                                             ELSE pg_catalog.quote_ident(a.attname) END
                                   FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS u(attnum, nr)
                                   LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum
                                  ORDER BY u.nr),
                           pg_catalog.pg_get_expr(i.indpred, i.indrelid))::pg_catalog.text
                  FROM pg_catalog.pg_index i
                  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                 WHERE i.indexrelid = ?::pg_catalog.oid
                    OR i.indrelid IN (SELECT t.oid FROM tree t)
                       AND (NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)
                            OR EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid))
            )
            SELECT t.oid, t.parent, t.pending, n.nspname, c.relname, c.relkind::pg_catalog.text AS relkind, %3$s AS bytes,
                   p.oid AS index_oid, x.relname AS index_name, p.valid,
                   coalesce(h.inhparent, 0::pg_catalog.oid) AS index_parent
              FROM tree t
              JOIN pg_catalog.pg_class c ON c.oid = t.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN print p ON p.relid = t.oid AND p.text = (SELECT w.text FROM print w WHERE w.oid = ?::pg_catalog.oid)
              LEFT JOIN pg_catalog.pg_class x ON x.oid = p.oid
              LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = p.oid
             ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C", p.oid
            """,
                majorVersion >= 14 ? "h.inhdetachpending" : "false",
                majorVersion >= 15 ? "i.indnullsnotdistinct" : "false",
                measured
                        ? "CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(t.oid) ELSE 0 END"
                        : "c.relpages::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8");
    }
}
