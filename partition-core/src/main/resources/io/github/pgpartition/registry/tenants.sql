-- Registering tenants and forgetting them. Statements are separated by lines of "--;;" and can run again.
-- A tenant as bounds have it: whatever its column's type reads the text as, printed again. Refused where the type does not take it whole.
CREATE OR REPLACE FUNCTION pgpartition.tenant_value(relation regclass, tenant text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    tenant_column text;
    type oid;
    modifier integer;
    value text;
    fits boolean;
BEGIN
    SELECT m.tenant_column INTO tenant_column FROM pgpartition.managed_table m WHERE m.relation = tenant_value.relation AND m.seen_in = pgpartition.here();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Cannot use tenant % of %: the table has no policy.', quote_nullable(tenant), relation
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Declare one with pgpartition.manage.';
    END IF;
    SELECT a.atttypid, a.atttypmod INTO type, modifier
      FROM pg_attribute a
     WHERE a.attrelid = relation AND a.attname = pgpartition.column_name(tenant_column) AND a.attnum > 0 AND NOT a.attisdropped;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Cannot use tenant % of %: its policy has no tenant_column.', quote_nullable(tenant), relation
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Declare the column that tells tenants apart with pgpartition.manage.';
    END IF;
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'Cannot use tenant NULL of %: it is no value.', relation
            USING ERRCODE = 'null_value_not_allowed', HINT = 'Give a value of column ' || tenant_column || '.';
    END IF;
    BEGIN
        EXECUTE format(
            CASE WHEN type = 'bool'::regtype THEN 'SELECT v::text, true FROM (SELECT $1::%s AS v, $1::%s AS w) AS x'
                 ELSE 'SELECT format(''%%s'', v), v = w FROM (SELECT $1::%s AS v, $1::%s AS w) AS x' END,
            format_type(type, modifier), format_type(type, -1))
           INTO value, fits USING tenant;
    EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
        RAISE EXCEPTION 'Cannot use tenant % of %: %.', quote_nullable(tenant), relation, SQLERRM
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a value of column ' || tenant_column || '.';
    END;
    IF NOT fits THEN
        RAISE EXCEPTION 'Cannot use tenant % of %: it is longer than its column takes.', quote_nullable(tenant), relation
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a value of column ' || tenant_column || '.';
    END IF;
    RETURN value;
END
$pgpartition$
--;;
-- The next pass makes its partitions. Returns the tenant as the registry has it. Added again, a tenant has the retention of the last time.
CREATE OR REPLACE FUNCTION pgpartition.add_tenant(relation regclass, tenant text, retention text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    value text;
    is_number boolean;
BEGIN
    PERFORM pgpartition.refresh();
    value := pgpartition.tenant_value(relation, tenant);
    SELECT m.partition_interval ~ '^[[:space:]]*[0-9]+[[:space:]]*$' INTO is_number
      FROM pgpartition.managed_table m
     WHERE m.relation = add_tenant.relation AND m.seen_in = pgpartition.here();
    IF NOT pgpartition.is_amount(retention, is_number) THEN
        RAISE EXCEPTION 'Cannot add tenant % to %: the retention ''%'' does not fit its key.', quote_nullable(tenant), relation, retention
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = CASE WHEN is_number THEN 'Give a plain number, such as 1000000.'
                              ELSE 'Write a number with a unit: 15 minutes, 1 hour, 1 day, 1 week, 3 months, 1 year.' END;
    END IF;
    INSERT INTO pgpartition.managed_tenant AS t (relation, tenant, retention)
    VALUES (add_tenant.relation, value, add_tenant.retention)
    ON CONFLICT ON CONSTRAINT managed_tenant_pkey DO UPDATE
       SET (retention, declared_at, declared_by) = (excluded.retention, now(), session_user);
    RETURN value;
END
$pgpartition$
--;;
-- No more partitions are made for it; those that it has go when the table's retention is over for them. One that is to be dropped is told
-- of first, in a finding and in the history, and dropped by a pass a day later: the tenant's own retention may have been longer. Added
-- again meanwhile, the tenant keeps what its retention keeps. Says whether it was registered.
CREATE OR REPLACE FUNCTION pgpartition.remove_tenant(relation regclass, tenant text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    value text;
BEGIN
    PERFORM pgpartition.refresh();
    value := pgpartition.tenant_value(relation, tenant);
    DELETE FROM pgpartition.managed_tenant t
     WHERE t.relation = remove_tenant.relation AND t.seen_in = pgpartition.here() AND t.tenant = value;
    RETURN FOUND;
END
$pgpartition$
