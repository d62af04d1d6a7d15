-- Declaring and forgetting a policy. Statements are separated by lines of "--;;" and can run again.
-- Whether a text in the form of a time is one; null and blank are none that is wrong.
CREATE OR REPLACE FUNCTION pgpartition.is_time(text text) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
BEGIN
    PERFORM nullif(btrim(text), '')::timestamptz;
    RETURN true;
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$pgpartition$
--;;
CREATE OR REPLACE FUNCTION pgpartition.manage(
    relation           regclass,
    partition_interval text,
    premake            integer DEFAULT 4,
    retention          text    DEFAULT NULL,
    retention_action   text    DEFAULT 'drop',
    retention_schema   text    DEFAULT NULL,
    time_zone          text    DEFAULT 'UTC',
    partition_name     text    DEFAULT NULL,
    key_encoding       text    DEFAULT NULL,
    start_at           text    DEFAULT NULL,
    default_partition  text    DEFAULT 'none',
    tenant_column      text    DEFAULT NULL,
    sub_partitions     text    DEFAULT NULL,
    paused             boolean DEFAULT false,
    hold               text    DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    key_type text;
    key_is_number boolean;
    point text;
    example text;
    other text;
BEGIN
    PERFORM pgpartition.refresh();
    IF NOT pgpartition.is_encoding(key_encoding) THEN
        RAISE EXCEPTION 'Cannot manage %: there is no key_encoding ''%''.', relation, key_encoding
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid or snowflake:<epoch ms>:<shift>.';
    END IF;
    key_type := pgpartition.axis_type(relation, tenant_column,
        CASE WHEN key_encoding IS NOT NULL THEN pgpartition.types_of_encoding(key_encoding)
             WHEN partition_interval ~ '^[[:space:]]*[0-9]+[[:space:]]*$' THEN ARRAY['int2', 'int4', 'int8', 'numeric']
             ELSE ARRAY['date', 'timestamp', 'timestamptz'] END);
    IF key_type <> ALL (coalesce(pgpartition.types_of_encoding(key_encoding),
                                 ARRAY['date', 'timestamp', 'timestamptz', 'int2', 'int4', 'int8', 'numeric'])) THEN
        RAISE EXCEPTION 'Cannot manage %: its key is of type %, %.', relation, key_type,
                coalesce('which key_encoding ' || key_encoding || ' does not fit', 'and nothing says how its values hold a time')
            USING ERRCODE = 'wrong_object_type',
                  HINT = 'Use a date, timestamp, timestamptz, smallint, integer, bigint or numeric column, or a key_encoding that fits the type.';
    END IF;
    key_is_number := key_encoding IS NULL AND key_type IN ('int2', 'int4', 'int8', 'numeric');
    IF key_is_number THEN
        point := '[[:space:]]*[+-]?[0-9]+([.][0-9]+)?[[:space:]]*';
        example := 'Give a plain number, such as 1000000.';
    ELSE
        point := '[[:space:]]*[0-9]{4,6}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?([+-][0-9]{2}(:[0-9]{2})?|Z)?)?[[:space:]]*';
        example := 'Write a number with a unit: 15 minutes, 1 hour, 1 day, 1 week, 3 months, 1 year.';
    END IF;
    IF partition_interval IS NULL OR NOT pgpartition.is_amount(partition_interval, key_is_number) THEN
        RAISE EXCEPTION 'Cannot manage %: the interval ''%'' does not fit its key.', relation, coalesce(partition_interval, '')
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
    IF NOT key_is_number AND pgpartition.width(partition_interval) IS NULL THEN
        RAISE EXCEPTION 'Cannot manage %: the interval ''%'' is too long.', relation, partition_interval
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Choose another interval.';
    END IF;
    IF key_type = 'date' AND lower(substring(partition_interval FROM '[A-Za-z]{2}')) IN ('mi', 'ho') THEN
        RAISE EXCEPTION 'Cannot manage %: its key is of type date, whose values an interval of % does not cut.', relation, partition_interval
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the interval in days or longer, such as 1 day.';
    END IF;
    IF NOT pgpartition.is_amount(retention, key_is_number) THEN
        RAISE EXCEPTION 'Cannot manage %: the retention ''%'' does not fit its key.', relation, retention
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
    IF premake > 1000 THEN
        RAISE EXCEPTION 'Cannot manage %: premake is %, and more than 1000 partitions ahead serve nobody.', relation, premake
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give fewer, or a wider interval.';
    END IF;
    IF premake IS NULL OR premake < 1 THEN
        RAISE EXCEPTION 'Cannot manage %: premake is %, and it has to be at least 1.', relation, coalesce(premake::text, 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Keep at least 1 partition ahead, or rows of tomorrow have none.';
    END IF;
    IF retention_action NOT IN ('drop', 'detach', 'archive') OR retention_action IS NULL
       OR (retention_action = 'archive') <> (retention_schema IS NOT NULL) THEN
        RAISE EXCEPTION 'Cannot manage %: retention_action ''%'' and retention_schema ''%'' do not go together.',
            relation, retention_action, coalesce(retention_schema, '')
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use drop, detach or archive; archive, and only archive, needs a retention_schema.';
    END IF;
    IF retention_schema IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = pgpartition.column_name(retention_schema)) THEN
        RAISE EXCEPTION 'Cannot manage %: there is no schema % to archive to.', relation, retention_schema
            USING ERRCODE = 'invalid_schema_name', HINT = 'Create it first, or correct retention_schema.';
    END IF;
    IF time_zone !~ '^(UTC|GMT|[A-Za-z_]+/.+)$' OR time_zone ~ '^(posix|right|SystemV)/'
       OR NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = time_zone) THEN
        RAISE EXCEPTION 'Cannot manage %: there is no time zone ''%''.', relation, time_zone
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use a name such as UTC or Europe/Berlin.';
    END IF;
    partition_name := coalesce(partition_name, CASE WHEN tenant_column IS NULL THEN '{table}_p{start}' ELSE '{table}_{tenant}_p{start}' END);
    IF partition_name NOT LIKE '%{start}%' THEN
        RAISE EXCEPTION 'Cannot manage %: the partition_name ''%'' has no {start}.', relation, partition_name
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Add {start}, or all partitions would have one name.';
    END IF;
    IF (partition_name LIKE '%{tenant}%') <> (tenant_column IS NOT NULL) THEN
        RAISE EXCEPTION 'Cannot manage %: {tenant} and tenant_column go together, and the partition_name is ''%''.', relation, partition_name
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Where there are tenants add {tenant}, or the partitions of all would have one name; else remove it.';
    END IF;
    IF regexp_replace(partition_name, '[{](table|start|tenant)[}]', '', 'g') ~ '[{][^}]*[}]' THEN
        RAISE EXCEPTION 'Cannot manage %: the partition_name ''%'' has a placeholder that is not known.', relation, partition_name
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use {table}, {start} and, where there are tenants, {tenant}.';
    END IF;
    IF sub_partitions IS NOT NULL THEN
        PERFORM pgpartition.check_sub_partitions(relation, sub_partitions);
    END IF;
    IF EXISTS (SELECT FROM pgpartition.managed_tenant t
                WHERE t.relation = manage.relation AND t.seen_in = pgpartition.here() AND NOT pgpartition.is_amount(t.retention, key_is_number)) THEN
        RAISE EXCEPTION 'Cannot manage %: a tenant''s retention does not fit the interval ''%''.', relation, partition_interval
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Add the tenant again with one that does, then declare the policy again.';
    END IF;
    IF start_at !~ ('^(' || point || ')?$') THEN
        RAISE EXCEPTION 'Cannot manage %: the start_at ''%'' does not fit its key.', relation, start_at
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 2026-01-31 or 2026-01-31 06:00:00, or a number for a key that counts.';
    END IF;
    IF NOT key_is_number AND NOT pgpartition.is_time(start_at) THEN
        RAISE EXCEPTION 'Cannot manage %: the start_at ''%'' is a day or time that does not exist.', relation, start_at
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Correct it.';
    END IF;
    IF EXISTS (SELECT FROM unnest(string_to_array(hold, ',')) AS part WHERE part !~ ('^' || point || '[.][.]' || point || '$')) THEN
        RAISE EXCEPTION 'Cannot manage %: the hold ''%'' is not a list of ranges that fit its key.', relation, hold
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Write start and end with two dots between: 2025-01-01..2025-07-01.';
    END IF;
    IF NOT key_is_number
       AND EXISTS (SELECT FROM regexp_split_to_table(hold, ',|[.][.]') AS point(text) WHERE NOT pgpartition.is_time(point.text)) THEN
        RAISE EXCEPTION 'Cannot manage %: the hold ''%'' has a day or time that does not exist.', relation, hold
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Correct it.';
    END IF;
    IF EXISTS (SELECT FROM unnest(string_to_array(hold, ',')) AS part
                WHERE CASE WHEN key_is_number THEN split_part(part, '..', 1)::numeric >= split_part(part, '..', 2)::numeric
                           ELSE split_part(part, '..', 1)::timestamptz >= split_part(part, '..', 2)::timestamptz END) THEN
        RAISE EXCEPTION 'Cannot manage %: the hold ''%'' has a range whose end is not after its start.', relation, hold
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the later end last.';
    END IF;
    IF default_partition IS NULL OR default_partition NOT IN ('none', 'keep') THEN
        RAISE EXCEPTION 'Cannot manage %: the default_partition is ''%''.', relation, coalesce(default_partition, '')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use none or keep.';
    END IF;
    SELECT f.table_oid::regclass::text INTO other
      FROM pgpartition.found f
     WHERE f.table_oid <> manage.relation
       AND (EXISTS (SELECT FROM pg_partition_ancestors(manage.relation) AS a(relid) WHERE a.relid = f.table_oid)
            OR EXISTS (SELECT FROM pg_partition_ancestors(f.table_oid::regclass) AS a(relid) WHERE a.relid = manage.relation))
     LIMIT 1;
    IF other IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot manage %: it is in one tree with %, which is managed, and two policies would each see to the same partitions.',
            relation, other
            USING ERRCODE = 'wrong_object_type', HINT = 'Unmanage the other one, or leave its policy to see to all that is below it.';
    END IF;
    -- A DEFAULT partition that was kept may go once it is empty, whoever made it.
    INSERT INTO pgpartition.history
        (table_oid, table_name, action, outcome, partition, partition_oid, partition_identity, parent_oid, bounds, reason, statements,
         attempts, lock_wait_ms)
    SELECT manage.relation, manage.relation::text, 'release_default', 'done', c.oid::regclass::text, c.oid,
           concat_ws('.', (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()),
                     'pgpartition.history'::regclass::oid, c.oid, c.reltype, c.relowner, c.relnamespace, c.relname),
           m.relation, 'DEFAULT', 'defaultPartition was keep and is none now', '', 1, 0
      FROM pgpartition.managed_table m
      JOIN pg_partitioned_table p ON p.partrelid = m.relation
      JOIN pg_class c ON c.oid = p.partdefid
     WHERE m.relation = manage.relation AND m.seen_in = pgpartition.here() AND m.default_partition = 'keep' AND manage.default_partition = 'none';
    INSERT INTO pgpartition.managed_table AS m
        (relation, seen_in, row_type, schema_name, table_name, partition_interval, premake, retention, retention_action, retention_schema,
         time_zone, partition_name, key_encoding, start_at, default_partition, tenant_column, sub_partitions, paused, hold)
    SELECT c.oid, pgpartition.here(), c.reltype, n.nspname, c.relname, manage.partition_interval, manage.premake, manage.retention,
           manage.retention_action, manage.retention_schema, manage.time_zone, manage.partition_name, manage.key_encoding, manage.start_at,
           manage.default_partition, manage.tenant_column, manage.sub_partitions, coalesce(manage.paused, false), manage.hold
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = manage.relation
    ON CONFLICT ON CONSTRAINT managed_table_pkey DO UPDATE
       SET (row_type, schema_name, table_name, partition_interval, premake, retention, retention_action, retention_schema, time_zone,
            partition_name, key_encoding, start_at, default_partition, tenant_column, sub_partitions, paused, hold, declared_at, declared_by)
         = (excluded.row_type, excluded.schema_name, excluded.table_name, excluded.partition_interval, excluded.premake, excluded.retention,
            excluded.retention_action, excluded.retention_schema, excluded.time_zone, excluded.partition_name, excluded.key_encoding,
            excluded.start_at, excluded.default_partition, excluded.tenant_column, excluded.sub_partitions, excluded.paused, excluded.hold,
            now(), session_user);
END
$pgpartition$
--;;
CREATE OR REPLACE FUNCTION pgpartition.unmanage(relation regclass) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
BEGIN
    PERFORM pgpartition.refresh();
    DELETE FROM pgpartition.managed_table m WHERE m.relation = unmanage.relation AND m.seen_in = pgpartition.here();
    RETURN FOUND;
END
$pgpartition$
