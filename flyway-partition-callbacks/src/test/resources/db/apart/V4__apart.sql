VACUUM (ANALYZE) pg_catalog.pg_am;
