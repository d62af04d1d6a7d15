-- The registry: what was declared and what was done. Statements are separated by lines of "--;;" and can run again.
CREATE SCHEMA IF NOT EXISTS pgpartition
--;;
-- Where OIDs mean what they mean here: not in a database that was restored from a dump of this one.
CREATE OR REPLACE FUNCTION pgpartition.here() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER -- or roles of different rights would have different answers
SET search_path = pg_catalog, pg_temp
AS $pgpartition$
DECLARE
    server text;
BEGIN
    BEGIN
        server := (SELECT c.system_identifier FROM pg_control_system() c);
    EXCEPTION WHEN insufficient_privilege OR undefined_function THEN
        server := 'unknown'; -- some providers let nobody ask; any other error is none of an answer
    END;
    RETURN concat_ws('.', server, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()),
                     'pgpartition.managed_table'::regclass::oid);
END
$pgpartition$
--;;
CREATE TABLE IF NOT EXISTS pgpartition.managed_table (
    relation           oid         NOT NULL,
    partition_interval text        NOT NULL,
    premake            integer     NOT NULL CHECK (premake >= 1),
    retention          text,
    retention_action   text        NOT NULL CHECK (retention_action IN ('drop', 'detach', 'archive')),
    retention_schema   text,
    time_zone          text        NOT NULL,
    partition_name     text        NOT NULL,
    key_encoding       text,
    start_at           text,
    default_partition  text        NOT NULL CHECK (default_partition IN ('none', 'keep')),
    tenant_column      text,
    sub_partitions     text,
    paused             boolean     NOT NULL,
    hold               text,
    declared_at        timestamptz NOT NULL DEFAULT now(),
    declared_by        text        NOT NULL DEFAULT session_user,
    seen_in            text        NOT NULL DEFAULT pgpartition.here(),
    row_type           oid         NOT NULL,
    schema_name        name        NOT NULL,
    table_name         name        NOT NULL,
    PRIMARY KEY (relation, seen_in)
)
--;;
CREATE TABLE IF NOT EXISTS pgpartition.managed_tenant (
    relation    oid         NOT NULL,
    tenant      text        NOT NULL,
    retention   text,
    declared_at timestamptz NOT NULL DEFAULT now(),
    declared_by text        NOT NULL DEFAULT session_user,
    seen_in     text        NOT NULL DEFAULT pgpartition.here(),
    PRIMARY KEY (relation, seen_in, tenant),
    FOREIGN KEY (relation, seen_in) REFERENCES pgpartition.managed_table ON UPDATE CASCADE ON DELETE CASCADE
)
--;;
-- From version 1, whose regclass a dump could not carry to where the table is not. Its views are emptied meanwhile, so that they can stay.
DO $pgpartition$
DECLARE
    emptied record;
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = 'pgpartition.managed_table'::pg_catalog.regclass::pg_catalog.oid AND a.attname = 'seen_in') THEN
        RETURN;
    END IF;
    FOR emptied IN
        SELECT c.relname,
               pg_catalog.string_agg(pg_catalog.format('NULL::%s%s AS %I', pg_catalog.format_type(a.atttypid, a.atttypmod),
                                                       ' COLLATE pg_catalog.' || pg_catalog.quote_ident(o.collname::pg_catalog.text), a.attname), ', '
                                     ORDER BY a.attnum) AS columns
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
          LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation
         WHERE c.relnamespace = 'pgpartition'::pg_catalog.regnamespace::pg_catalog.oid AND c.relname IN ('partitions', 'status') AND c.relkind = 'v'
         GROUP BY c.relname
    LOOP
        EXECUTE pg_catalog.format('CREATE OR REPLACE VIEW pgpartition.%I AS SELECT %s WHERE false', emptied.relname, emptied.columns);
    END LOOP;
    ALTER TABLE pgpartition.managed_tenant
        DROP CONSTRAINT managed_tenant_relation_fkey,
        DROP CONSTRAINT managed_tenant_pkey,
        ALTER COLUMN relation TYPE pg_catalog.oid,
        ADD COLUMN seen_in text NOT NULL DEFAULT pgpartition.here();
    ALTER TABLE pgpartition.managed_table
        DROP CONSTRAINT managed_table_pkey,
        ALTER COLUMN relation TYPE pg_catalog.oid,
        ADD COLUMN seen_in text NOT NULL DEFAULT pgpartition.here(),
        ADD COLUMN row_type oid NOT NULL DEFAULT 0,
        ADD COLUMN schema_name name NOT NULL DEFAULT '',
        ADD COLUMN table_name name NOT NULL DEFAULT '';
    UPDATE pgpartition.managed_table m
       SET row_type = c.reltype, schema_name = n.nspname, table_name = c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid = m.relation;
    ALTER TABLE pgpartition.managed_table
        ALTER COLUMN row_type DROP DEFAULT,
        ALTER COLUMN schema_name DROP DEFAULT,
        ALTER COLUMN table_name DROP DEFAULT,
        ADD PRIMARY KEY (relation, seen_in);
    ALTER TABLE IF EXISTS pgpartition.last_pass
        ADD COLUMN IF NOT EXISTS idle_version text,
        ADD COLUMN IF NOT EXISTS idle_from timestamptz,
        ADD COLUMN IF NOT EXISTS idle_until timestamptz;
    ALTER TABLE pgpartition.managed_tenant
        ADD PRIMARY KEY (relation, seen_in, tenant),
        ADD FOREIGN KEY (relation, seen_in) REFERENCES pgpartition.managed_table ON UPDATE CASCADE ON DELETE CASCADE;
END
$pgpartition$
--;;
CREATE TABLE IF NOT EXISTS pgpartition.history (
    id                 bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    done_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_by            text        NOT NULL DEFAULT session_user,
    table_oid          oid         NOT NULL,
    table_name         text        NOT NULL,
    action             text        NOT NULL,
    outcome            text        NOT NULL CHECK (outcome IN ('begun', 'done', 'deferred', 'kept', 'failed')),
    partition          text        NOT NULL,
    partition_oid      oid,
    partition_identity text,
    parent_oid         oid,
    bounds             text        NOT NULL,
    reason             text        NOT NULL,
    statements         text        NOT NULL,
    attempts           integer     NOT NULL,
    lock_wait_ms       bigint      NOT NULL,
    rows               bigint,
    message            text,
    next_action        text        CHECK (next_action IN ('drop', 'archive'))
)
--;;
CREATE INDEX IF NOT EXISTS history_partition_oid_idx ON pgpartition.history (partition_oid)
--;;
CREATE TABLE IF NOT EXISTS pgpartition.last_pass (
    relation        oid         NOT NULL PRIMARY KEY,
    last_pass_at    timestamptz NOT NULL,
    last_success_at timestamptz,
    last_message    text        NOT NULL,
    idle_version    text,
    idle_from       timestamptz,
    idle_until      timestamptz
)
--;;
CREATE INDEX IF NOT EXISTS history_next_action_idx ON pgpartition.history (partition_oid) WHERE next_action IS NOT NULL
--;;
CREATE TABLE IF NOT EXISTS pgpartition.lease (
    relation    oid         NOT NULL PRIMARY KEY,
    holder      uuid        NOT NULL,
    backend_pid integer     NOT NULL,
    expires_at  timestamptz NOT NULL
)
--;;
COMMENT ON TABLE pgpartition.history IS 'What was done to partitions; outcome begun: it may or may not have happened, the session ended in between'
--;;
COMMENT ON COLUMN pgpartition.history.next_action IS 'What a pass still has to do to the detached table; set it to NULL to keep the table'
--;;
COMMENT ON COLUMN pgpartition.history.lock_wait_ms IS 'Time spent waiting for locks, over all attempts; what a statement waits beside its work is not in it'
--;;
COMMENT ON COLUMN pgpartition.history.rows IS 'Rows of the partition, estimated by the last ANALYZE or VACUUM; null where there was none'
--;;
COMMENT ON COLUMN pgpartition.last_pass.idle_version IS 'The versions of the policy and of the catalog rows of the partitions, of which a pass found that nothing is due before idle_until'
--;;
COMMENT ON TABLE pgpartition.lease IS 'Who is at work on which table'
--;;
COMMENT ON TABLE pgpartition.managed_table IS 'Policies; pgpartition.found tells of each which table it is for'
--;;
COMMENT ON COLUMN pgpartition.managed_table.relation IS 'OID of the table, where seen_in = pgpartition.here(); restored from a dump, a policy goes by schema_name and table_name'
