package io.github.pgpartition.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Managed tables of which an earlier pass has found that nothing is due for a while, and to which nothing has been done since: not to their
 * policies, tenants and partitions. They need not be looked at again. Whether something was done is seen by the versions of catalog rows,
 * which costs less than reading bounds. One round trip, and no wait for a lock that is longer than wanted.
 *
 * @param fingerprints of all managed tables, by OID: what to compare with next time; 0 stands for policies that are for no table
 * @param idle those of them that need no look
 */
public record IdleTables(Map<Long, String> fingerprints, Set<Long> idle) {

    /** What is known where nobody can look. */
    public static final IdleTables UNKNOWN = new IdleTables(Map.of(), Set.of());

    /** A pending detach changes pg_inherits alone. {@code OFFSET 0}: see the query for trees. */
    private static final String READ = """
            WITH RECURSIVE found AS (
                SELECT f.relation, f.seen_in, f.table_oid, f.is_changed FROM pgpartition.found f
            ), tree(root, oid, relkind, version) AS (
                SELECT c.oid, c.oid, c.relkind, pg_catalog.concat(c.oid, ' ', c.xmin)
                  FROM found f
                  JOIN pg_catalog.pg_class c ON c.oid = f.table_oid
                UNION ALL
                SELECT t.root, x.*
                  FROM tree t
                 CROSS JOIN LATERAL (
                       SELECT c.oid, c.relkind, pg_catalog.concat(c.oid, ' ', c.xmin, ' ', i.inhparent, ' ', i.xmin)
                         FROM pg_catalog.pg_inherits i
                         JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = t.oid
                       OFFSET 0
                       ) x
                 WHERE t.relkind = 'p'
            ), trees AS (
                SELECT t.root, pg_catalog.md5(pg_catalog.string_agg(t.version, ',' ORDER BY t.oid)) AS version
                  FROM tree t
                 GROUP BY t.root
            ), tenants AS (
                SELECT f.table_oid AS root, pg_catalog.md5(pg_catalog.string_agg(
                           pg_catalog.concat(t.xmin, ' ', t.tenant), ',' ORDER BY t.tenant COLLATE pg_catalog."C")) AS version
                  FROM found f
                  JOIN pgpartition.managed_tenant t ON t.relation = f.relation AND t.seen_in = f.seen_in
                 GROUP BY f.table_oid
            ), now AS (
                SELECT f.table_oid AS root, pg_catalog.concat(m.xmin, ' ', n.version, ' ', t.version) AS version
                  FROM found f
                  JOIN pgpartition.managed_table m ON m.relation = f.relation AND m.seen_in = f.seen_in
                  JOIN trees t ON t.root = f.table_oid
                  LEFT JOIN tenants n ON n.root = t.root
            ), pass AS (
                SELECT NOT pg_catalog.pg_is_in_recovery()
                       AND NOT EXISTS (SELECT FROM pgpartition.history h WHERE h.next_action IS NOT NULL)
                       AND pg_catalog.obj_description(pg_catalog.to_regnamespace('pgpartition')::pg_catalog.oid, 'pg_namespace')
                           LIKE ?::pg_catalog.text AS may_be_idle
            )
            SELECT f.table_oid, n.version,
                   coalesce(NOT f.is_changed AND p.may_be_idle AND l.idle_version = n.version AND l.idle_from <= w.present AND w.present < l.idle_until, false)
              FROM found f
             CROSS JOIN pass p
             CROSS JOIN (SELECT ?::pg_catalog.timestamptz AS present) w
              LEFT JOIN now n ON n.root = f.table_oid
              LEFT JOIN pgpartition.last_pass l ON l.relation = n.root
            """;

    public IdleTables {
        fingerprints = Map.copyOf(fingerprints);
        idle = Set.copyOf(idle);
    }

    /**
     * In autocommit.
     *
     * @param lockTimeout as PostgreSQL writes it
     */
    public static IdleTables read(Connection connection, String lockTimeout, Instant now) throws SQLException {
        try (PreparedStatement query = RegistryQuery.prepare(connection, lockTimeout, READ)) {
            query.setString(2, RegistrySql.BEGINNING_OF_COMMENT + "%");
            query.setObject(3, now.atOffset(ZoneOffset.UTC));
            query.execute();
            query.getMoreResults();
            try (ResultSet row = query.getResultSet()) {
                return read(row);
            }
        }
    }

    private static IdleTables read(ResultSet row) throws SQLException {
        Map<Long, String> fingerprints = new HashMap<>();
        Set<Long> idle = new HashSet<>();
        while (row.next()) {
            fingerprints.put(row.getLong(1), String.valueOf(row.getString(2)));
            if (row.getBoolean(3)) {
                idle.add(row.getLong(1));
            }
        }
        return new IdleTables(fingerprints, idle);
    }

    /** Whether there are managed tables, and none needs a look. */
    public boolean isAll() {
        return !idle.isEmpty() && idle.size() == fingerprints.size();
    }
}
