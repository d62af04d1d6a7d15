package io.github.pgpartition.registry;

import java.util.Locale;

/** The statements of {@link History}. */
final class HistorySql {

    private static final String ROWS_OF_TABLE =
            "CASE WHEN c.relkind <> 'p' AND c.reltuples >= 0 THEN c.reltuples::pg_catalog.int8 END";

    /** {@code OFFSET 0}: as in the query for trees, it keeps the planner from reading all of {@code pg_class} for one row of history. */
    private static final String ROWS_OF_TREE = """
            (WITH RECURSIVE tree(oid, relkind, reltuples) AS (
                           SELECT c.oid, c.relkind, c.reltuples
                           UNION ALL
                           SELECT x.*
                             FROM tree t
                            CROSS JOIN LATERAL (SELECT r.oid, r.relkind, r.reltuples
                                                  FROM pg_catalog.pg_inherits i
                                                  JOIN pg_catalog.pg_class r ON r.oid = i.inhrelid
                                                 WHERE i.inhparent = t.oid
                                                OFFSET 0) x
                            WHERE t.relkind = 'p')
                    SELECT pg_catalog.sum(t.reltuples)::pg_catalog.int8 FROM tree t WHERE t.relkind <> 'p' AND t.reltuples >= 0)""";

    /** {@code %s}: the identity; the rows. */
    private static final String INSERT = """
            INSERT INTO pgpartition.history
                   (table_oid, table_name, action, outcome, partition, partition_oid, partition_identity, parent_oid, bounds, reason,
                    statements, attempts, lock_wait_ms, rows, message, next_action)
            SELECT e.table_oid, e.table_name, e.action, e.outcome, e.partition, c.oid, %s,
                   (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid), e.bounds, e.reason,
                   e.statements, e.attempts, e.lock_wait_ms,
                   %s, e.message, e.next_action
              FROM (SELECT w.*, m.*
                      FROM (VALUES (?::pg_catalog.text, ?::pg_catalog.int4, ?::pg_catalog.int8, ?::pg_catalog.text))
                           AS m(outcome, attempts, lock_wait_ms, message)
                     CROSS JOIN ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                           pg_catalog.unnest(?::pg_catalog.text[]))
                           AS w(table_oid, table_name, action, partition, partition_oid, bounds, reason, statements, next_action)) e
              LEFT JOIN pg_catalog.pg_class c
                     ON c.oid = coalesce(nullif(e.partition_oid, 0::pg_catalog.oid), pg_catalog.to_regclass(e.partition)::pg_catalog.oid)
            RETURNING id, coalesce(partition_oid, 0::pg_catalog.oid)
            """;

    static final String END = """
            UPDATE pgpartition.history
               SET done_at = pg_catalog.clock_timestamp(), outcome = ?::pg_catalog.text,
                   statements = coalesce(?::pg_catalog.text, statements), attempts = ?::pg_catalog.int4,
                   lock_wait_ms = ?::pg_catalog.int8, message = ?::pg_catalog.text,
                   next_action = CASE WHEN ? THEN next_action END
             WHERE id = ANY (?::pg_catalog.int8[])
            """;

    static final String REMOVE = "DELETE FROM pgpartition.history WHERE id = ANY (?::pg_catalog.int8[])";

    static final String FOLLOW =
            "UPDATE pgpartition.history SET next_action = ?::pg_catalog.text WHERE id = ?::pg_catalog.int8";

    static final String SETTLE =
            "UPDATE pgpartition.history SET next_action = NULL WHERE partition_oid = ANY (?::pg_catalog.oid[]) AND next_action IS NOT NULL";

    /** While another pass is at work on the table, an entry of a partition that is attached may be of a detach that is going on. */
    static final String SETTLE_ATTACHED = """
            UPDATE pgpartition.history h SET next_action = NULL
             WHERE h.next_action IS NOT NULL
               AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = h.partition_oid)
               AND NOT EXISTS (SELECT FROM pgpartition.lease l
                                 JOIN pg_catalog.pg_stat_activity a ON a.pid = l.backend_pid
                                WHERE l.relation::pg_catalog.oid = h.table_oid AND l.backend_pid <> pg_catalog.pg_backend_pid()
                                  AND l.expires_at > pg_catalog.clock_timestamp())
               AND h.partition_oid = ANY (?::pg_catalog.oid[])
            """;

    static final String SETTLE_DROPPED = """
            UPDATE pgpartition.history h SET next_action = NULL
             WHERE h.next_action IS NOT NULL AND h.outcome IN ('begun', 'done')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = h.partition_oid)
            """;

    private HistorySql() {}

    /** @param trees whether there are any that have partitions themselves */
    static String insert(boolean trees) {
        return String.format(Locale.ROOT, INSERT, History.IDENTITY, trees ? ROWS_OF_TREE : ROWS_OF_TABLE);
    }
}
