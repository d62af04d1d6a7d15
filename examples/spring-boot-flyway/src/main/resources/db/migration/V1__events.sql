CREATE TABLE events (
    id         bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    payload    jsonb,
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

SELECT pgpartition.manage('events', partition_interval => '1 day', premake => 7, retention => '90 days');
