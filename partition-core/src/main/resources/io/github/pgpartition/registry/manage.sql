-- Declaring and forgetting a policy. Statements are separated by lines of "--;;" and can run again.
-- Whether a text says how partitions are partitioned themselves: "hash (a, b) 8" or "list (a) x | 'y', 1..3 | default".
CREATE OR REPLACE FUNCTION pgpartition.are_sub_partitions(sub_partitions text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    name   CONSTANT text := '\s*(?:"(?:[^"]|"")+"|[[:alpha:]_][[:alnum:]_$]*)\s*';
    value  CONSTANT text := '\s*(?:''(?:[^'']|'''')*''|[^''|,\s](?:[^|,]*[^|,\s])?)\s*';
    lists  text;
    part   text;
    piece  text;
    seen   text[] := '{}';
    new    text[];
    bounds int8[];
BEGIN
    IF sub_partitions IS NULL
       OR sub_partitions ~* ('^\s*hash\s*\((?:' || name || ',)*' || name || '\)\s*0*(?:[1-9][0-9]{0,2}|1000)\s*$') THEN
        RETURN true;
    END IF;
    lists := substring(sub_partitions FROM '(?i)^\s*list\s*\(' || name || '\)(.*)$');
    IF lists IS NULL OR lists !~ ('^' || value || '(?:[|,]' || value || ')*$') THEN
        RETURN false;
    END IF;
    FOR part IN SELECT btrim(m[1], E' \t\r\n') FROM regexp_matches(lists, '((?:''(?:[^'']|'''')*''|[^''|])+)', 'g') AS m LOOP
        FOR piece IN SELECT btrim(m[1], E' \t\r\n') FROM regexp_matches(part, '((?:''(?:[^'']|'''')*''|[^'',])+)', 'g') AS m LOOP
            IF lower(part) = 'default' THEN
                new := ARRAY['default'];
            ELSIF piece ~ '^-?[0-9]{1,18}\.\.-?[0-9]{1,18}$' THEN
                bounds := ARRAY[split_part(piece, '..', 1), split_part(piece, '..', 2)];
                IF bounds[1] > bounds[2] OR bounds[2] - bounds[1] >= 10000 THEN
                    RETURN false;
                END IF;
                new := ARRAY(SELECT '=' || n FROM generate_series(bounds[1], bounds[2]) AS n);
            ELSIF piece IN ('MINVALUE', 'MAXVALUE') THEN
                RETURN false;
            ELSIF piece = 'NULL' THEN
                new := ARRAY['NULL'];
            ELSE
                new := ARRAY['=' || CASE WHEN piece LIKE '''%' THEN replace(substr(piece, 2, length(piece) - 2), '''''', '''') ELSE piece END];
            END IF;
            IF seen && new THEN
                RETURN false;
            END IF;
            seen := seen || new;
        END LOOP;
    END LOOP;
    RETURN true;
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
    partition_name     text    DEFAULT '{table}_p{start}',
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
    key_is_usual boolean;
    key_is_number boolean;
    amount text;
    point text;
    example text;
BEGIN
    SELECT t.typname, o.opcdefault
      INTO key_type, key_is_usual
      FROM pg_partitioned_table p
      JOIN pg_opclass o ON o.oid = p.partclass[0]
      JOIN pg_type t ON t.oid = o.opcintype
     WHERE p.partrelid = relation AND p.partstrat = 'r' AND p.partnatts = 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Cannot manage %: it is not a table partitioned by range on one column.', relation
            USING ERRCODE = 'wrong_object_type', HINT = 'Create it with PARTITION BY RANGE (column) first.';
    END IF;
    IF NOT key_is_usual THEN
        RAISE EXCEPTION 'Cannot manage %: its key has an operator class of its own, whose order is not known.', relation
            USING ERRCODE = 'wrong_object_type', HINT = 'Partition by the column in its usual order.';
    END IF;
    IF key_encoding !~ '^(epoch_(s|ms|us|ns)|uuidv7|ulid|snowflake:(0|[1-9][0-9]{0,13}):([1-9]|[123][0-9]|40))$' THEN
        RAISE EXCEPTION 'Cannot manage %: there is no key_encoding ''%''.', relation, key_encoding
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use epoch_s, epoch_ms, epoch_us, epoch_ns, uuidv7, ulid or snowflake:<epoch ms>:<shift>.';
    END IF;
    IF key_type <> ALL (CASE split_part(key_encoding, ':', 1)
                            WHEN 'epoch_s' THEN ARRAY['int4', 'int8', 'numeric']
                            WHEN 'epoch_ms' THEN ARRAY['int8', 'numeric']
                            WHEN 'epoch_us' THEN ARRAY['int8', 'numeric']
                            WHEN 'epoch_ns' THEN ARRAY['int8', 'numeric']
                            WHEN 'snowflake' THEN ARRAY['int8', 'numeric']
                            WHEN 'uuidv7' THEN ARRAY['uuid']
                            WHEN 'ulid' THEN ARRAY['uuid', 'text', 'bpchar']
                            ELSE ARRAY['date', 'timestamp', 'timestamptz', 'int2', 'int4', 'int8', 'numeric'] END) THEN
        RAISE EXCEPTION 'Cannot manage %: its key is of type %, %.', relation, key_type,
                coalesce('which key_encoding ' || key_encoding || ' does not fit', 'and nothing says how its values hold a time')
            USING ERRCODE = 'wrong_object_type',
                  HINT = 'Use a date, timestamp, timestamptz, smallint, integer, bigint or numeric column, or a key_encoding that fits the type.';
    END IF;
    key_is_number := key_encoding IS NULL AND key_type IN ('int2', 'int4', 'int8', 'numeric');
    IF key_is_number THEN
        amount := '^\s*0*[1-9][0-9]{0,16}\s*$';
        point := '\s*[+-]?[0-9]+(\.[0-9]+)?\s*';
        example := 'Give a plain number, such as 1000000.';
    ELSE
        amount := '(?i)^\s*0*[1-9][0-9]{0,6}\s*(minute|hour|day|week|month|year)s?\s*$';
        point := '\s*[0-9]{4,6}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([+-][0-9]{2}(:[0-9]{2})?|Z)?)?\s*';
        example := 'Write a number with a unit: 15 minutes, 1 hour, 1 day, 1 week, 3 months, 1 year.';
    END IF;
    IF partition_interval IS NULL OR partition_interval !~ amount THEN
        RAISE EXCEPTION 'Cannot manage %: the interval ''%'' does not fit its key.', relation, coalesce(partition_interval, '')
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
    IF NOT key_is_number AND substring(partition_interval FROM '[0-9]+')::integer
            > (CASE lower(substring(partition_interval FROM '[A-Za-z]{2}'))
                  WHEN 'mi' THEN 527040 WHEN 'ho' THEN 8784 WHEN 'da' THEN 36500
                  WHEN 'we' THEN 5214 WHEN 'mo' THEN 12000 ELSE 1000 END) THEN
        RAISE EXCEPTION 'Cannot manage %: the interval ''%'' is too long.', relation, partition_interval
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Choose another interval.';
    END IF;
    IF retention !~ amount THEN
        RAISE EXCEPTION 'Cannot manage %: the retention ''%'' does not fit its key.', relation, retention
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
    IF premake > 1000 THEN
        RAISE EXCEPTION 'Cannot manage %: premake is %, and more than 1000 partitions ahead serve nobody.', relation, premake
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give fewer, or a wider interval.';
    END IF;
    IF premake IS NULL OR premake < 1 THEN
        RAISE EXCEPTION 'Cannot manage %: premake is %.', relation, coalesce(premake::text, 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Keep at least 1 partition ahead, or rows of tomorrow have none.';
    END IF;
    IF retention_action NOT IN ('drop', 'detach', 'archive') OR retention_action IS NULL
       OR (retention_action = 'archive') <> (retention_schema IS NOT NULL) THEN
        RAISE EXCEPTION 'Cannot manage %: retention_action ''%'' and retention_schema ''%'' do not go together.',
            relation, retention_action, coalesce(retention_schema, '')
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use drop, detach or archive; archive, and only archive, needs a retention_schema.';
    END IF;
    IF time_zone !~ '^(UTC|GMT|[A-Za-z_]+/.+)$' OR time_zone ~ '^(posix|right|SystemV)/'
       OR NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = time_zone) THEN
        RAISE EXCEPTION 'Cannot manage %: there is no time zone ''%''.', relation, time_zone
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use a name such as UTC or Europe/Berlin.';
    END IF;
    IF partition_name NOT LIKE '%{start}%' OR partition_name IS NULL THEN
        RAISE EXCEPTION 'Cannot manage %: the partition_name ''%'' has no {start}.', relation, partition_name
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Add {start}, or all partitions would have one name.';
    END IF;
    IF regexp_replace(partition_name, '\{(table|start)\}', '', 'g') ~ '\{[^}]*\}' THEN
        RAISE EXCEPTION 'Cannot manage %: the partition_name ''%'' has a placeholder that is not known.', relation, partition_name
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use {table} and {start}.';
    END IF;
    IF start_at !~ ('^(' || point || ')?$') THEN
        RAISE EXCEPTION 'Cannot manage %: the start_at ''%'' does not fit its key.', relation, start_at
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Write 2026-01-31 or 2026-01-31 06:00:00, or a number for a key that counts.';
    END IF;
    IF EXISTS (SELECT FROM unnest(string_to_array(hold, ',')) AS part WHERE part !~ ('^' || point || '\.\.' || point || '$')) THEN
        RAISE EXCEPTION 'Cannot manage %: the hold ''%'' is not a list of ranges that fit its key.', relation, hold
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Write start and end with two dots between: 2025-01-01..2025-07-01.';
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
    IF NOT pgpartition.are_sub_partitions(sub_partitions) THEN
        RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' are neither a hash nor lists without repetition.', relation, sub_partitions
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Write for example ''hash (tenant_id) 8'' or ''list (region) eu | us, ca | default''.';
    END IF;
    INSERT INTO pgpartition.managed_table AS m
        (relation, partition_interval, premake, retention, retention_action, retention_schema, time_zone,
         partition_name, key_encoding, start_at, default_partition, tenant_column, sub_partitions, paused, hold)
    VALUES
        (relation, partition_interval, premake, retention, retention_action, retention_schema, time_zone,
         partition_name, key_encoding, start_at, default_partition, tenant_column, sub_partitions, coalesce(paused, false), hold)
    ON CONFLICT ON CONSTRAINT managed_table_pkey DO UPDATE
       SET (partition_interval, premake, retention, retention_action, retention_schema, time_zone,
            partition_name, key_encoding, start_at, default_partition, tenant_column, sub_partitions, paused, hold, declared_at, declared_by)
         = (excluded.partition_interval, excluded.premake, excluded.retention, excluded.retention_action, excluded.retention_schema,
            excluded.time_zone, excluded.partition_name, excluded.key_encoding, excluded.start_at, excluded.default_partition,
            excluded.tenant_column, excluded.sub_partitions, excluded.paused, excluded.hold, now(), session_user);
END
$pgpartition$
--;;
CREATE OR REPLACE FUNCTION pgpartition.unmanage(relation regclass) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
BEGIN
    DELETE FROM pgpartition.managed_table m WHERE m.relation = unmanage.relation;
    RETURN FOUND;
END
$pgpartition$
