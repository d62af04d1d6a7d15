package io.github.pgpartition.operation;

import io.github.pgpartition.sql.LockMode;

/**
 * What an ATTACH would make while everybody waits, made before it: indexes, keys and foreign keys that the parent has and the table has not.
 * What was made bears a mark in its comment until the attach is done, so that an attach that is refused can take it away again. A table
 * that is partitioned itself is left to ATTACH.
 */
public enum AttachStage {
    /** Readers of the table go on, its writers wait. To spare them, build the indexes with CREATE INDEX CONCURRENTLY before. */
    INDEXES("build the indexes of %s on %s", LockMode.SHARE, """
            SELECT pg_catalog.format('CREATE %sINDEX %I ON %s %s', CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END, u.name, partition, d.def) AS ddl,
                   pg_catalog.format('COMMENT ON INDEX %I.%I IS %L', s.nspname, u.name, pg_catalog.concat(mark, ' index ', i.oid)) AS note
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_class t ON t.oid = partition::pg_catalog.oid AND t.relkind = 'r'
              JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
             CROSS JOIN LATERAL (SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(x.indexrelid), prefix, '') AS def) d
             CROSS JOIN LATERAL (SELECT pg_catalog.concat(pg_catalog.left(t.relname::pg_catalog.text, 31), '_',
                                        pg_catalog.left(i.relname::pg_catalog.text, 31)) AS name) w
             CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_class o
                                                           WHERE o.relnamespace = t.relnamespace AND o.relname = w.name)
                                             THEN pg_catalog.concat(pg_catalog.left(t.relname::pg_catalog.text, 31), '_', i.oid)
                                             ELSE w.name END AS name) u
             WHERE x.indrelid = parent::pg_catalog.oid AND NOT x.indisexclusion
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_index o
                                WHERE o.indrelid = t.oid AND o.indisvalid AND o.indisunique = x.indisunique
                                  AND pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(o.indexrelid), prefix, '') = d.def
                                  AND (pg_catalog.obj_description(o.indexrelid, 'pg_class') = pg_catalog.concat(mark, ' index ', i.oid)
                                       OR NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.conrelid = x.indrelid)
                                       OR EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = o.indexrelid AND c.conrelid = o.indrelid)))"""),
    /** For a moment. */
    KEYS("add the keys of %s to %s", LockMode.ACCESS_EXCLUSIVE, """
            SELECT pg_catalog.format('ALTER TABLE %s ADD %s USING INDEX %I%s%s', partition, CASE WHEN c.contype = 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END,
                                     i.relname, CASE WHEN c.condeferrable THEN ' DEFERRABLE' END, CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' END) AS ddl,
                   NULL::pg_catalog.text AS note
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_index o ON o.indrelid = partition::pg_catalog.oid AND o.indisunique AND o.indisvalid
              JOIN pg_catalog.pg_class i ON i.oid = o.indexrelid
             WHERE c.conrelid = parent::pg_catalog.oid AND c.contype IN ('p', 'u')
               AND pg_catalog.obj_description(o.indexrelid, 'pg_class') = pg_catalog.concat(mark, ' index ', c.conindid)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.conindid = o.indexrelid AND p.conrelid = o.indrelid)"""),
    /** The same lock on the tables that they refer to; for a moment. */
    FOREIGN_KEYS("add the foreign keys of %s to %s", LockMode.SHARE_ROW_EXCLUSIVE, """
            SELECT pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', partition, w.name, d.def) AS ddl,
                   pg_catalog.format('COMMENT ON CONSTRAINT %I ON %s IS %L', w.name, partition, pg_catalog.concat(mark, ' constraint ', c.oid)) AS note
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_class t ON t.oid = partition::pg_catalog.oid AND t.relkind = 'r'
             CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_constraintdef(c.oid) AS def) d
             CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conrelid = t.oid AND o.conname = c.conname)
                                             THEN pg_catalog.concat(pg_catalog.left(c.conname::pg_catalog.text, 50), '_', c.oid)
                                             ELSE c.conname::pg_catalog.text END AS name) w
             WHERE c.conrelid = parent::pg_catalog.oid AND c.contype = 'f' AND c.convalidated
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint u WHERE u.oid = c.conparentid AND u.conrelid = c.conrelid)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
                                WHERE o.conrelid = t.oid AND o.contype = 'f'
                                  AND (o.convalidated OR pg_catalog.starts_with(pg_catalog.obj_description(o.oid, 'pg_constraint'), mark))
                                  AND pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(o.oid), ' NOT VALID$', '') = d.def)"""),
    /** For as long as the rows are looked through; ROW SHARE on the tables that they refer to. */
    VALID_FOREIGN_KEYS("validate the foreign keys of %s on %s", LockMode.SHARE_UPDATE_EXCLUSIVE, """
            SELECT pg_catalog.format('ALTER TABLE %s VALIDATE CONSTRAINT %I', partition, c.conname) AS ddl, NULL::pg_catalog.text AS note
              FROM pg_catalog.pg_constraint c
             WHERE c.conrelid = partition::pg_catalog.oid AND c.contype = 'f' AND NOT c.convalidated
               AND pg_catalog.starts_with(pg_catalog.obj_description(c.oid, 'pg_constraint'), mark)"""),
    /** After the attach: what was made stays, and its mark goes. */
    KEPT("keep what the attach to %s has needed on %s", LockMode.SHARE_UPDATE_EXCLUSIVE, """
            SELECT pg_catalog.format('COMMENT ON CONSTRAINT %I ON %s IS NULL', c.conname, partition) AS ddl, NULL::pg_catalog.text AS note
              FROM pg_catalog.pg_constraint c
             WHERE c.conrelid = partition::pg_catalog.oid AND pg_catalog.starts_with(pg_catalog.obj_description(c.oid, 'pg_constraint'), mark)
             UNION ALL
            SELECT pg_catalog.format('COMMENT ON INDEX %I.%I IS NULL', n.nspname, i.relname), NULL::pg_catalog.text
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
             WHERE x.indrelid = partition::pg_catalog.oid AND pg_catalog.starts_with(pg_catalog.obj_description(x.indexrelid, 'pg_class'), mark)"""),
    /** After an attach that was refused: what was made for it goes; on the tables that foreign keys refer to for a moment as well. */
    DROPPED("drop what the attach to %s would have needed on %s", LockMode.ACCESS_EXCLUSIVE, """
            SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', partition, c.conname) AS ddl, NULL::pg_catalog.text AS note
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_class t ON t.oid = c.conrelid AND NOT t.relispartition
             WHERE c.conrelid = partition::pg_catalog.oid
               AND (c.contype = 'f' AND pg_catalog.starts_with(pg_catalog.obj_description(c.oid, 'pg_constraint'), mark)
                    OR c.contype IN ('p', 'u') AND pg_catalog.starts_with(pg_catalog.obj_description(c.conindid, 'pg_class'), mark))
             UNION ALL
            SELECT pg_catalog.format('DROP INDEX %I.%I', n.nspname, i.relname), NULL::pg_catalog.text
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class t ON t.oid = x.indrelid AND NOT t.relispartition
              JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
             WHERE x.indrelid = partition::pg_catalog.oid AND pg_catalog.starts_with(pg_catalog.obj_description(x.indexrelid, 'pg_class'), mark)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.conrelid = x.indrelid)""");

    private final String description;
    private final LockMode lock;
    private final String parts;

    AttachStage(String description, LockMode lock, String parts) {
        this.description = description;
        this.lock = lock;
        this.parts = parts;
    }

    String description() {
        return description;
    }

    LockMode lock() {
        return lock;
    }

    /** A query for statements, each with one that follows it. */
    String parts() {
        return parts;
    }
}
