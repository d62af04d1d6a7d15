-- Which table a policy is for. Statements are separated by lines of "--;;" and can run again.
-- Where it was seen, by its identity, whatever its name is now. Restored into another database, by its name, where that says one thing
-- only. Without table_oid it is for none, and then never touched.
CREATE OR REPLACE VIEW pgpartition.found AS
SELECT m.relation, m.seen_in,
       c.oid AS table_oid,
       c.reltype AS row_type,
       coalesce(n.nspname, m.schema_name) AS schema_name,
       coalesce(c.relname, m.table_name) AS table_name,
       coalesce(n.nspname <> m.schema_name OR c.relname <> m.table_name, false) AS is_changed,
       c.oid IS NULL AS is_dropped
  FROM pgpartition.managed_table m
  LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
         ON c.oid = m.relation AND c.reltype = m.row_type AND c.relkind = 'p'
 WHERE m.seen_in = (SELECT pgpartition.here())
UNION ALL
SELECT m.relation, m.seen_in, c.oid, c.reltype, m.schema_name, m.table_name, c.oid IS NOT NULL, false
  FROM pgpartition.managed_table m
  LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
         ON c.relname = m.table_name AND n.nspname = m.schema_name AND c.relkind = 'p'
        AND NOT EXISTS (SELECT FROM pgpartition.managed_table o
                         WHERE o.relation = c.oid AND o.seen_in = (SELECT pgpartition.here()))
        AND NOT EXISTS (SELECT FROM pgpartition.managed_table o
                         WHERE o.schema_name = m.schema_name AND o.table_name = m.table_name
                           AND (o.relation <> m.relation OR o.seen_in <> m.seen_in)
                           AND o.seen_in <> (SELECT pgpartition.here()))
 WHERE m.seen_in <> (SELECT pgpartition.here())
--;;
-- Whoever may see that something is managed may see what; the policies themselves are not in it.
GRANT SELECT ON pgpartition.found TO PUBLIC
--;;
-- Writes down what a policy is found by: the new identity of a table that was restored, the new name of one that was renamed.
CREATE OR REPLACE FUNCTION pgpartition.refresh() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
BEGIN
    IF NOT EXISTS (SELECT FROM pgpartition.found f WHERE f.is_changed) THEN
        RETURN; -- whoever only registers tenants needs no right to write policies
    END IF;
    WITH restored AS (
        UPDATE pgpartition.managed_table m
           SET relation = f.table_oid, row_type = f.row_type, seen_in = pgpartition.here()
          FROM pgpartition.found f
         WHERE f.relation = m.relation AND f.seen_in = m.seen_in AND f.table_oid IS NOT NULL AND m.seen_in <> pgpartition.here()
        RETURNING f.table_oid, format('%I.%I', f.schema_name, f.table_name) AS table_name
    )
    INSERT INTO pgpartition.history
           (table_oid, table_name, action, outcome, partition, bounds, reason, statements, attempts, lock_wait_ms)
    SELECT r.table_oid, r.table_name, 'find', 'done', r.table_name, '', 'the policy was restored from a dump; its table was found by its name',
           '', 1, 0
      FROM restored r;
    UPDATE pgpartition.managed_table m
       SET schema_name = f.schema_name, table_name = f.table_name
      FROM pgpartition.found f
     WHERE f.relation = m.relation AND f.seen_in = m.seen_in AND f.is_changed;
END
$pgpartition$
