-- The registry: what was declared and what was done. Statements are separated by lines of "--;;" and can run again.
CREATE SCHEMA IF NOT EXISTS pgpartition
--;;
CREATE TABLE IF NOT EXISTS pgpartition.managed_table (
    relation           regclass    NOT NULL PRIMARY KEY,
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
    declared_by        text        NOT NULL DEFAULT session_user
)
--;;
CREATE TABLE IF NOT EXISTS pgpartition.managed_tenant (
    relation    regclass    NOT NULL REFERENCES pgpartition.managed_table ON DELETE CASCADE,
    tenant      text        NOT NULL,
    retention   text,
    declared_at timestamptz NOT NULL DEFAULT now(),
    declared_by text        NOT NULL DEFAULT session_user,
    PRIMARY KEY (relation, tenant)
)
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
    last_message    text        NOT NULL
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
COMMENT ON TABLE pgpartition.lease IS 'Who is at work on which table'
