-- What is managed, for people and monitoring. It waits for no lock: only the catalog and statistics are read. Statements are separated by lines of "--;;" and can run again.
CREATE OR REPLACE FUNCTION pgpartition.key_time(bound text, key_type text, key_encoding text, time_zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
-- The moment that a bound stands for; NULL for a key that counts, and for what cannot be read.
DECLARE
    key      CONSTANT text := replace(btrim(bound, ''''), '''''', '''');
    encoding CONSTANT text := split_part(coalesce(key_encoding, key_type), ':', 1);
    digits   CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
BEGIN
    IF bound IN ('MINVALUE', 'MAXVALUE') AND (key_encoding IS NOT NULL OR key_type IN ('date', 'timestamp', 'timestamptz')) THEN
        RETURN CASE bound WHEN 'MINVALUE' THEN '-infinity' ELSE 'infinity' END;
    END IF;
    RETURN CASE encoding
        WHEN 'timestamptz' THEN key::timestamptz
        WHEN 'timestamp' THEN key::timestamp AT TIME ZONE time_zone
        WHEN 'date' THEN key::timestamp AT TIME ZONE time_zone
        WHEN 'epoch_s' THEN to_timestamp(key::numeric::float8)
        WHEN 'epoch_ms' THEN to_timestamp((key::numeric / 1000)::float8)
        WHEN 'epoch_us' THEN to_timestamp((key::numeric / 1000000)::float8)
        WHEN 'epoch_ns' THEN to_timestamp((key::numeric / 1000000000)::float8)
        WHEN 'snowflake' THEN to_timestamp(((floor(key::numeric / 2::numeric ^ split_part(key_encoding, ':', 3)::integer)
                                             + split_part(key_encoding, ':', 2)::numeric) / 1000)::float8)
        WHEN 'uuidv7' THEN to_timestamp((('x' || substr(replace(key, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)::float8)
        WHEN 'ulid' THEN to_timestamp((CASE key_type
            WHEN 'uuid' THEN ('x' || substr(replace(key, '-', ''), 1, 12))::bit(48)::bigint
            ELSE (SELECT sum((strpos(digits, substr(rpad(key, 26, '0'), n, 1)) - 1)::bigint << (5 * (10 - n))) FROM generate_series(1, 10) AS n)
            END / 1000.0)::float8)
        END;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$pgpartition$
--;;
CREATE OR REPLACE VIEW pgpartition.partitions AS
WITH RECURSIVE member(relation, relid, parent) AS (
    SELECT f.table_oid, i.inhrelid, i.inhparent
      FROM pgpartition.found f
      JOIN pg_catalog.pg_inherits i ON i.inhparent = f.table_oid
    UNION ALL
    SELECT b.relation, i.inhrelid, i.inhparent
      FROM member b
      JOIN pg_catalog.pg_inherits i ON i.inhparent = b.relid
      JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = b.parent AND p.partstrat = 'l'
), bound AS (
    SELECT b.relation, b.parent, c.oid, c.relkind, c.reltuples, c.relpages, p.partstrat,
           pg_catalog.pg_get_expr(c.relpartbound, 0::pg_catalog.oid) AS bounds,
           coalesce((pg_catalog.to_jsonb(i) ->> 'inhdetachpending'::pg_catalog.text)::boolean, false) AS detach_pending,
           (SELECT t.typname::pg_catalog.text FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_type t ON t.oid = o.opcintype
             WHERE o.oid = p.partclass[p.partnatts - 1]) AS key_type
      FROM member b
      JOIN pg_catalog.pg_class c ON c.oid = b.relid
      JOIN pg_catalog.pg_inherits i ON i.inhrelid = b.relid
      JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = b.parent
), part AS (
    SELECT b.*,
           pg_catalog.regexp_match(b.bounds,
               '^FOR VALUES FROM [(](?:((?:[^'',]|''(?:[^'']|'''')*'')*), )?((?:[^'',]|''(?:[^'']|'''')*'')*)[)]'
               || ' TO [(](?:((?:[^'',]|''(?:[^'']|'''')*'')*), )?((?:[^'',]|''(?:[^'']|'''')*'')*)[)]$') AS v
      FROM bound b
)
SELECT p.relation::pg_catalog.regclass AS relation,
       p.oid::pg_catalog.regclass AS partition,
       p.parent::pg_catalog.regclass AS parent,
       p.bounds,
       p.bounds = 'DEFAULT' AS is_default,
       p.detach_pending,
       p.v[1] AS tenant,
       p.v[2] AS lower_bound,
       p.v[4] AS upper_bound,
       pgpartition.key_time(p.v[2], p.key_type, m.key_encoding, m.time_zone) AS starts_at,
       pgpartition.key_time(p.v[4], p.key_type, m.key_encoding, m.time_zone) AS ends_at,
       greatest(p.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(p.oid)) AS estimated_rows,
       p.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS estimated_bytes,
       p.relkind = 'p' AS is_partitioned
  FROM part p
  JOIN pgpartition.found f ON f.table_oid = p.relation
  JOIN pgpartition.managed_table m ON m.relation = f.relation AND m.seen_in = f.seen_in
--;;
CREATE OR REPLACE VIEW pgpartition.status AS
WITH axis AS (
    SELECT p.*,
           max(p.ends_at) OVER (PARTITION BY p.relation, p.parent, p.tenant ORDER BY p.starts_at
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ends_before
      FROM pgpartition.partitions p
     WHERE p.starts_at IS NOT NULL AND p.ends_at IS NOT NULL AND NOT p.detach_pending
), lane AS (
    SELECT a.relation, a.parent, a.tenant,
           count(*) FILTER (WHERE a.starts_at > a.ends_before) AS gaps,
           coalesce(bool_or(a.starts_at <= now() AND a.ends_at > now()), false) AS takes_now,
           min(a.ends_before) FILTER (WHERE a.starts_at > a.ends_before AND a.ends_before > now()) AS ends_at_gap,
           max(a.ends_at) AS ends_at
      FROM axis a
     GROUP BY a.relation, a.parent, a.tenant
), clock AS (
    SELECT l.relation, sum(l.gaps) AS gaps,
           min(CASE WHEN l.takes_now THEN coalesce(l.ends_at_gap, l.ends_at) ELSE now() END) AS runway_ends_at
      FROM lane l
     GROUP BY l.relation
), reached AS (
    SELECT n.relation, count(*) FILTER (WHERE n.upper > n.filled) AS ahead
      FROM (SELECT u.relation, u.upper,
                   max(CASE WHEN u.estimated_rows > 0 THEN u.upper END) OVER (PARTITION BY u.relation, u.parent, u.tenant) AS filled
              FROM (SELECT p.*, CASE WHEN p.upper_bound ~ '^''?-?[0-9]+([.][0-9]+)?''?$' THEN pg_catalog.btrim(p.upper_bound, '''')::numeric ELSE 'NaN' END AS upper
                      FROM pgpartition.partitions p
                     WHERE p.ends_at IS NULL AND p.upper_bound IS NOT NULL) u) n
     WHERE n.filled IS NOT NULL
     GROUP BY n.relation
), counted AS (
    SELECT p.relation,
           count(*) FILTER (WHERE NOT p.is_default AND NOT (p.is_partitioned AND p.starts_at IS NULL AND p.bounds LIKE 'FOR VALUES IN%')) AS partitions,
           coalesce(sum(p.estimated_rows) FILTER (WHERE p.is_default), 0)::bigint AS rows_in_default,
           count(*) FILTER (WHERE p.detach_pending) AS detach_pending
      FROM pgpartition.partitions p
     GROUP BY p.relation
), guard AS (
    -- A CHECK that an interrupted pass has left on a DEFAULT partition.
    SELECT pg_catalog.pg_partition_root(k.conrelid::pg_catalog.regclass)::pg_catalog.oid AS root,
           pg_catalog.string_agg(pg_catalog.format('%I on %s', k.conname::pg_catalog.text COLLATE pg_catalog."default", k.conrelid::pg_catalog.regclass), ', '
                                 ORDER BY k.conname) AS guards
      FROM pg_catalog.pg_description d
      JOIN pg_catalog.pg_constraint k ON k.oid = d.objoid AND k.contype = 'c'
     WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
       AND pg_catalog.starts_with(d.description, 'pgpartition guard')
     GROUP BY 1
), judged AS (
    SELECT f.table_oid::pg_catalog.regclass AS relation, f.schema_name, f.table_name,
           m.partition_interval, m.premake, m.retention, m.paused, m.declared_at,
           coalesce(n.partitions, 0) AS partitions,
           c.runway_ends_at,
           CASE WHEN isfinite(c.runway_ends_at) THEN c.runway_ends_at - now() END AS runway,
           r.ahead,
           coalesce(c.gaps, 0)::bigint AS gaps,
           coalesce(n.rows_in_default, 0) AS rows_in_default,
           coalesce(n.detach_pending, 0) AS detach_pending,
           h.last_pass_at, h.last_success_at, h.last_message,
           g.guards,
           pgpartition.width(m.partition_interval) AS width,
           pgpartition.fault(m.partition_interval, m.retention, m.time_zone, m.key_encoding) AS fault
      FROM pgpartition.found f
      JOIN pgpartition.managed_table m ON m.relation = f.relation AND m.seen_in = f.seen_in
      LEFT JOIN clock c ON c.relation::pg_catalog.oid = f.table_oid
      LEFT JOIN reached r ON r.relation::pg_catalog.oid = f.table_oid
      LEFT JOIN counted n ON n.relation::pg_catalog.oid = f.table_oid
      LEFT JOIN guard g ON g.root = f.table_oid
      LEFT JOIN pgpartition.last_pass h ON h.relation = f.table_oid
     WHERE NOT f.is_dropped
), awaited AS (
    -- A pass is expected once in an interval, and once a day at least.
    SELECT j.*, greatest(j.width, interval '1 day') * 2::float8 AS patience
      FROM judged j
), reason AS (
    SELECT j.*,
           pg_catalog.array_remove(ARRAY[
               CASE WHEN j.fault IS NOT NULL THEN 'its policy cannot be used: ' || j.fault END,
               CASE WHEN j.partitions = 0 AND j.relation IS NOT NULL THEN 'it has no partition' END,
               CASE WHEN j.fault IS NULL AND j.width IS NOT NULL AND j.partitions > 0 AND coalesce(j.runway_ends_at <= now(), true)
                    THEN 'no partition takes rows of now' END,
               CASE WHEN j.runway_ends_at > now() AND j.runway_ends_at < now() + j.width
                    THEN 'rows have no partition after ' || j.runway_ends_at::text END,
               CASE WHEN j.width IS NULL AND j.ahead = 0 THEN 'the last partition has rows: none is ahead' END,
               CASE WHEN j.detach_pending > 0 THEN 'a detach was interrupted: rows are hidden' END], NULL) AS critical,
           pg_catalog.array_remove(ARRAY[
               CASE WHEN j.relation IS NULL THEN 'its policy comes from another database, and no table was found by its name' END,
               CASE WHEN j.paused THEN 'maintenance is paused' END,
               CASE WHEN j.relation IS NULL THEN NULL
                    WHEN j.last_pass_at IS NULL AND j.declared_at < now() - j.patience THEN 'no pass has run yet'
                    WHEN j.last_success_at IS DISTINCT FROM j.last_pass_at THEN 'the last pass did not succeed: ' || coalesce(j.last_message, '')
                    WHEN j.last_pass_at < now() - j.patience THEN 'the last pass was at ' || j.last_pass_at::text END,
               CASE WHEN j.gaps > 0 THEN 'there are gaps between its partitions: ' || j.gaps::text END,
               CASE WHEN j.rows_in_default > 0 THEN 'there are rows in its DEFAULT partition: about ' || j.rows_in_default::text END,
               'an interrupted pass has left check ' || j.guards || ', which refuses rows; the next pass takes it away'], NULL) AS warnings
      FROM awaited j
)
SELECT r.relation,
       CASE WHEN pg_catalog.cardinality(r.critical) > 0 THEN 'CRIT' WHEN pg_catalog.cardinality(r.warnings) > 0 THEN 'WARN' ELSE 'OK' END AS verdict,
       pg_catalog.array_to_string(pg_catalog.array_cat(r.critical, r.warnings), '; ') AS reason,
       r.partitions, r.partition_interval, r.premake, r.retention, r.paused,
       r.runway, r.runway_ends_at, r.gaps, r.rows_in_default, r.detach_pending,
       r.last_pass_at, r.last_success_at, r.last_message,
       r.schema_name, r.table_name
  FROM reason r
