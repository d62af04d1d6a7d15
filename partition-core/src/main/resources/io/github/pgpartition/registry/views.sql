-- What is managed, for people and monitoring. Statements are separated by lines of "--;;" and can run again.
CREATE OR REPLACE VIEW pgpartition.partitions AS
SELECT i.inhparent::regclass AS relation,
       c.oid::regclass AS partition,
       pg_catalog.pg_get_expr(c.relpartbound, 0::oid) AS bounds,
       c.reltuples::bigint AS estimated_rows
  FROM pgpartition.managed_table m
  JOIN pg_catalog.pg_inherits i ON i.inhparent = m.relation
  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
