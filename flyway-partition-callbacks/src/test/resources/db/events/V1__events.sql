CREATE SCHEMA "App data";
CREATE TABLE "App data"."Events" (id bigint NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
SELECT pgpartition.manage('"App data"."Events"', partition_interval => '1 day', premake => 2, retention => '30 days');
