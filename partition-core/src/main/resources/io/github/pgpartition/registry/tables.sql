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
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    done_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_by       text        NOT NULL DEFAULT session_user,
    table_oid     oid         NOT NULL,
    table_name    text        NOT NULL,
    action        text        NOT NULL,
    partition     text        NOT NULL,
    partition_oid oid,
    bounds        text        NOT NULL,
    reason        text        NOT NULL,
    statements    text        NOT NULL,
    attempts      integer     NOT NULL,
    next_action   text
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
