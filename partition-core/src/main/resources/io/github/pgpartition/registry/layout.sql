-- Whether a table is laid out as a policy wants it. Statements are separated by lines of "--;;" and can run again.
CREATE OR REPLACE FUNCTION pgpartition.column_name(identifier text) RETURNS name
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    parts text[];
BEGIN
    parts := parse_ident(identifier);
    RETURN CASE WHEN cardinality(parts) = 1 THEN parts[1]::name END;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END
$pgpartition$
--;;
-- Columns by which the table and its partitions may be partitioned: every primary key and unique constraint has them.
CREATE OR REPLACE FUNCTION pgpartition.key_columns(relation regclass) RETURNS TABLE (column_name name, type_name name)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
    SELECT a.attname, b.typname
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
     WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
       AND NOT EXISTS (SELECT FROM pg_index x
                        WHERE x.indrelid = a.attrelid AND x.indisunique
                          AND a.attnum <> ALL ((x.indkey::int2[])[0:x.indnkeyatts - 1]))
$pgpartition$
--;;
-- Null without one.
CREATE OR REPLACE FUNCTION pgpartition.types_of_encoding(key_encoding text) RETURNS text[]
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
    SELECT CASE split_part(key_encoding, ':', 1)
               WHEN 'epoch_s' THEN ARRAY['int4', 'int8', 'numeric']
               WHEN 'epoch_ms' THEN ARRAY['int8', 'numeric']
               WHEN 'epoch_us' THEN ARRAY['int8', 'numeric']
               WHEN 'epoch_ns' THEN ARRAY['int8', 'numeric']
               WHEN 'snowflake' THEN ARRAY['int8', 'numeric']
               WHEN 'uuidv7' THEN ARRAY['uuid']
               WHEN 'ulid' THEN ARRAY['uuid', 'text', 'bpchar'] END
$pgpartition$
--;;
-- The type of the key part whose values the interval cuts: of the only key column, of the one behind the tenant, or of the one below it.
CREATE OR REPLACE FUNCTION pgpartition.axis_type(relation regclass, tenant_column text, fit text[]) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    tenant name := pgpartition.column_name(tenant_column);
    key record;
    types text[];
BEGIN
    SELECT p.partstrat, p.partnatts,
           (SELECT a.attname FROM pg_attribute a
             WHERE a.attrelid = relation AND a.attnum = p.partattrs[0] AND a.attcollation = p.partcollation[0]) AS first_column,
           ARRAY(SELECT t.typname::text
                   FROM unnest(p.partclass::oid[]) WITH ORDINALITY AS u(opclass, nr)
                   JOIN pg_opclass o ON o.oid = u.opclass
                   JOIN pg_type t ON t.oid = o.opcintype
                  ORDER BY u.nr) AS types,
           ARRAY(SELECT o.opcdefault
                   FROM unnest(p.partclass::oid[]) WITH ORDINALITY AS u(opclass, nr)
                   JOIN pg_opclass o ON o.oid = u.opclass
                  ORDER BY u.nr) AS usual
      INTO key
      FROM pg_partitioned_table p
     WHERE p.partrelid = relation;
    IF key IS NULL OR key.partstrat = 'h' THEN
        RAISE EXCEPTION 'Cannot manage %: it is not a table partitioned by range, nor by list.', relation
            USING ERRCODE = 'wrong_object_type', HINT = 'Create it with PARTITION BY RANGE (column) first.';
    END IF;
    IF tenant_column IS NULL THEN
        IF key.partstrat <> 'r' OR key.partnatts <> 1 THEN
            RAISE EXCEPTION 'Cannot manage %: it is not a table partitioned by range on one column.', relation
                USING ERRCODE = 'wrong_object_type',
                      HINT = 'Create it with PARTITION BY RANGE (column) first; where a column tells tenants apart, name it in tenant_column.';
        END IF;
        IF NOT key.usual[1] THEN
            RAISE EXCEPTION 'Cannot manage %: its key has an operator class of its own, whose order is not known.', relation
                USING ERRCODE = 'wrong_object_type', HINT = 'Partition by the column in its usual order.';
        END IF;
        RETURN key.types[1];
    END IF;
    IF tenant IS NULL OR key.first_column IS DISTINCT FROM tenant OR NOT key.usual[1] OR NOT coalesce(key.usual[2], true) OR (key.partstrat = 'r' AND key.partnatts <> 2) THEN
        RAISE EXCEPTION 'Cannot manage %: % is neither the first column of its two-column range key nor its list key.', relation, tenant_column
            USING ERRCODE = 'wrong_object_type',
                  HINT = 'Partition by RANGE (tenant, time), or by LIST (tenant) with partitions by RANGE (time) below.';
    END IF;
    IF key.partstrat = 'r' THEN
        RETURN key.types[2];
    END IF;
    SELECT ARRAY[t.typname::text]
      INTO types
      FROM pg_inherits i
      JOIN pg_partitioned_table p ON p.partrelid = i.inhrelid
      JOIN pg_class c ON c.oid = i.inhrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_opclass o ON o.oid = p.partclass[0]
      JOIN pg_type t ON t.oid = o.opcintype
     WHERE i.inhparent = relation AND p.partstrat = 'r' AND p.partnatts = 1 AND o.opcdefault
     ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
     LIMIT 1;
    IF types IS NULL THEN
        SELECT array_agg(c.type_name::text)
          INTO types
          FROM pgpartition.key_columns(relation) c
         WHERE c.column_name <> tenant
           AND c.type_name = ANY (fit);
    END IF;
    IF cardinality(types) IS DISTINCT FROM 1 THEN
        RAISE EXCEPTION 'Cannot manage %: no tenant''s partition shows by which column tenants are partitioned, and % columns beside it are fit for the interval.',
            relation, coalesce(cardinality(types), 0)
            USING ERRCODE = 'wrong_object_type',
                  HINT = 'Create the partition of one tenant with PARTITION BY RANGE (column): all others follow it.';
    END IF;
    RETURN types[1];
END
$pgpartition$
--;;
-- Splits at a separator outside of quotes, which open only where a value begins: o'clock is one.
CREATE OR REPLACE FUNCTION pgpartition.split(list text, separator text, quote text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    parts text[] := ARRAY[''];
    value text := '';
    quoted boolean := false;
    letter text;
BEGIN
    FOREACH letter IN ARRAY regexp_split_to_array(list, '')
    LOOP
        value := CASE WHEN letter IN (',', '|') AND NOT quoted THEN '' ELSE value || letter END;
        IF letter = separator AND NOT quoted THEN
            parts := parts || ''::text;
        ELSE
            quoted := quoted <> (letter = quote AND starts_with(btrim(value, E' \t\n\r'), quote));
            parts[cardinality(parts)] := parts[cardinality(parts)] || letter;
        END IF;
    END LOOP;
    RETURN parts;
END
$pgpartition$
--;;
CREATE OR REPLACE FUNCTION pgpartition.check_sub_partitions(relation regclass, sub_partitions text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    part text[] := regexp_match(sub_partitions, '^[[:space:]]*(hash|list)[[:space:]]*[(]((?:"(?:[^"]|"")*"|[^")])+)[)][[:space:]]*([^[:space:]].*)$', 'i');
    example text := 'Write for example ''hash (tenant_id) 8'' or ''list (region) eu | us, ca | default''.';
    identifier text;
    alternative text;
    value text;
    numbers text[];
    seen text[] := '{}';
BEGIN
    IF part IS NULL OR (lower(part[1]) = 'list' AND cardinality(pgpartition.split(part[2], ',', '"')) > 1) THEN
        RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' are neither a hash nor a list.', relation, sub_partitions
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
    FOREACH identifier IN ARRAY pgpartition.split(part[2], ',', '"')
    LOOP
        IF NOT EXISTS (SELECT FROM pgpartition.key_columns(relation) c WHERE c.column_name = pgpartition.column_name(trim(identifier))) THEN
            RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' name %, which is no column of it or is lacking in a primary key or unique constraint.',
                relation, sub_partitions, trim(identifier)
                USING ERRCODE = 'invalid_parameter_value',
                      HINT = 'PostgreSQL wants all columns that a partition is partitioned by in each of them: add it there, or choose another.';
        END IF;
    END LOOP;
    IF lower(part[1]) = 'hash' THEN
        IF trim(part[3]) !~ '^[0-9]{1,4}$' OR trim(part[3])::integer NOT BETWEEN 1 AND 1000 THEN
            RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' are not from 1 to 1000 parts.', relation, sub_partitions
                USING ERRCODE = 'invalid_parameter_value', HINT = example;
        END IF;
        RETURN;
    END IF;
    FOREACH alternative IN ARRAY pgpartition.split(part[3], '|', '''')
    LOOP
        IF lower(trim(alternative)) = 'default' THEN
            seen := seen || 'default'::text;
            CONTINUE;
        END IF;
        FOREACH value IN ARRAY pgpartition.split(alternative, ',', '''')
        LOOP
            value := btrim(value, E' \t\n\r');
            numbers := regexp_match(value, '^(-?[0-9]{1,18})[.][.](-?[0-9]{1,18})$');
            IF value IN ('', 'MINVALUE', 'MAXVALUE') OR (value LIKE '''%' AND value !~ '^''([^'']|'''')*''$')
               OR numbers[2]::bigint - numbers[1]::bigint NOT BETWEEN 0 AND 9999 THEN
                RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' have a value ''%'' that cannot be read.', relation, sub_partitions, value
                    USING ERRCODE = 'invalid_parameter_value', HINT = example;
            END IF;
            seen := seen || CASE
                WHEN numbers IS NOT NULL THEN ARRAY(SELECT 'value ' || n FROM generate_series(numbers[1]::bigint, numbers[2]::bigint) AS n)
                WHEN value LIKE '''%' THEN ARRAY['value ' || replace(substr(value, 2, length(value) - 2), '''''', '''')]
                WHEN value = 'NULL' THEN ARRAY['null']
                ELSE ARRAY['value ' || value] END;
        END LOOP;
    END LOOP;
    IF cardinality(seen) > (SELECT count(DISTINCT s) FROM unnest(seen) AS s) THEN
        RAISE EXCEPTION 'Cannot manage %: the sub_partitions ''%'' have a value more than once.', relation, sub_partitions
            USING ERRCODE = 'invalid_parameter_value', HINT = example;
    END IF;
END
$pgpartition$
--;;
-- Whether a text is an amount of the kind that the key wants; NULL is.
CREATE OR REPLACE FUNCTION pgpartition.is_amount(amount text, is_number boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
    SELECT coalesce(amount ~ CASE WHEN is_number THEN '^[[:space:]]*0*[1-9][0-9]{0,16}[[:space:]]*$'
                                  ELSE '(?i)^[[:space:]]*0*[1-9][0-9]{0,6}[[:space:]]*(minute|hour|day|week|month|year)s?[[:space:]]*$' END, true)
$pgpartition$
--;;
-- An interval of time as it is written, where it is one that a policy may have; else null.
CREATE OR REPLACE FUNCTION pgpartition.width(partition_interval text) RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    parts text[] := regexp_match(partition_interval, '^[[:space:]]*0*([1-9][0-9]{0,6})[[:space:]]*(minute|hour|day|week|month|year)s?[[:space:]]*$', 'i');
BEGIN
    IF parts[1]::integer <= (CASE lower(parts[2])
            WHEN 'minute' THEN 527040 WHEN 'hour' THEN 8784 WHEN 'day' THEN 36500 WHEN 'week' THEN 5214 WHEN 'month' THEN 12000 ELSE 1000 END) THEN
        RETURN (parts[1] || ' ' || parts[2])::interval;
    END IF;
    RETURN NULL;
END
$pgpartition$
--;;
-- Null for null.
CREATE OR REPLACE FUNCTION pgpartition.is_encoding(key_encoding text) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
    SELECT key_encoding ~ '^(epoch_(s|ms|us|ns)|uuidv7|ulid|snowflake:(0|[1-9][0-9]{0,13}):([1-9]|[123][0-9]|40))$'
$pgpartition$
--;;
-- What is wrong with a policy that was written past pgpartition.manage, of that which the views build on; null where nothing is.
CREATE OR REPLACE FUNCTION pgpartition.fault(partition_interval text, retention text, time_zone text, key_encoding text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    is_number CONSTANT boolean := partition_interval ~ '^[[:space:]]*[0-9]+[[:space:]]*$';
BEGIN
    IF NOT pgpartition.is_amount(partition_interval, is_number) OR NOT is_number AND pgpartition.width(partition_interval) IS NULL THEN
        RETURN format('there is no interval ''%s''', partition_interval);
    END IF;
    IF NOT pgpartition.is_amount(retention, is_number) THEN
        RETURN format('there is no retention ''%s'' for it', retention);
    END IF;
    IF NOT pgpartition.is_encoding(key_encoding) THEN
        RETURN format('there is no key_encoding ''%s''', key_encoding);
    END IF;
    PERFORM now() AT TIME ZONE time_zone;
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN format('there is no time zone ''%s''', time_zone);
END
$pgpartition$
