package io.github.pgpartition.liquibase;

import io.github.pgpartition.testkit.SqlRunner;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in a database, one line for each thing: tables with bounds and parents, columns, constraints, indexes, sequences, comments. Two
 * dumps are equal where the databases are, but for OIDs. Liquibase's own tables are left out, and of schema {@code pgpartition} all but the
 * policies.
 */
final class CatalogDump {

    private static final String RELATIONS = """
            WITH relation AS (
              SELECT c.*, c.oid::regclass::text AS name
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgpartition')
                 AND c.relname NOT LIKE 'databasechangelog%'
            )
            SELECT line FROM (
              SELECT name, 1 AS kind, concat_ws(' ', name, 'is', relkind, relpersistence, relreplident, 'of', relowner::regrole,
                     'in', nullif(reltablespace, 0), 'with', reloptions, 'security', relrowsecurity, 'acl', relacl,
                     pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), obj_description(oid, 'pg_class')) AS line
                FROM relation
              UNION ALL
              SELECT name, 2, name || ' inherits ' || inhparent::regclass || ' pending ' || (to_jsonb(i) ->> 'inhdetachpending')
                FROM relation r JOIN pg_inherits i ON i.inhrelid = r.oid
              UNION ALL
              SELECT name, 3, concat_ws(' ', name, 'column', rank() OVER (PARTITION BY r.oid ORDER BY attnum), attname,
                     format_type(atttypid, atttypmod), attcollation::regcollation, CASE WHEN attnotnull THEN 'NOT NULL' END,
                     'default', pg_get_expr(adbin, adrelid), 'identity', attidentity, 'generated', attgenerated, 'storage', attstorage,
                     'local', attislocal, attinhcount, col_description(r.oid, attnum))
                FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
               WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p')
              UNION ALL
              SELECT name, 4, concat_ws(' ', name, 'constraint', conname, pg_get_constraintdef(k.oid), 'valid', convalidated,
                     'local', conislocal, coninhcount, 'of',
                     (SELECT p.conrelid::regclass || ' ' || p.conname FROM pg_constraint p WHERE p.oid = k.conparentid))
                FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid
              UNION ALL
              SELECT name, 5, concat_ws(' ', name, 'index of', indrelid::regclass, pg_get_indexdef(indexrelid), 'valid', indisvalid)
                FROM relation r JOIN pg_index i ON i.indexrelid = r.oid
              UNION ALL
              SELECT name, 6, concat_ws(' ', name, 'sequence', seqtypid::regtype, seqstart, seqincrement, 'owned by', d.refobjid::regclass, d.refobjsubid)
                FROM relation r JOIN pg_sequence s ON s.seqrelid = r.oid
                LEFT JOIN pg_depend d ON d.objid = r.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass
              UNION ALL
              SELECT name, 7, concat_ws(' ', name, pg_get_triggerdef(t.oid))
                FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            ) AS lines
            ORDER BY name COLLATE "C", kind, line COLLATE "C"
            """;

    private static final String POLICIES = """
            SELECT 'policy ' || (to_jsonb(t) - '{relation,row_type,seen_in,declared_at}'::text[])::text
              FROM pgpartition.managed_table t
             ORDER BY schema_name COLLATE "C", table_name COLLATE "C"
            """;

    private CatalogDump() {}

    static List<String> of(SqlRunner database) {
        return database.run("dump", connection -> {
            List<String> lines = new ArrayList<>();
            try (var statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'; SET search_path = ''");
                try (var rows = statement.executeQuery(RELATIONS)) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
                try (var there =
                        statement.executeQuery("SELECT to_regclass('pgpartition.managed_table') IS NOT NULL")) {
                    there.next();
                    if (!there.getBoolean(1)) {
                        return lines;
                    }
                }
                try (var rows = statement.executeQuery(POLICIES)) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
            }
            return lines;
        });
    }

    /** An empty database again. */
    static void clear(SqlRunner database) {
        database.execute("""
                DO $$
                DECLARE s name;
                BEGIN
                    FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                        EXECUTE format('DROP SCHEMA %I CASCADE', s);
                    END LOOP;
                END
                $$""", "CREATE SCHEMA public");
    }
}
