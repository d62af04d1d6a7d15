CREATE TABLE events (
    id         bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    payload    text,
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

SELECT pgpartition.manage('events', partition_interval => '1 day', premake => 3, retention => '5 days', start_at => '2026-01-01');
