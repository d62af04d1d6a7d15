package io.github.pgpartition.execution;

import io.github.pgpartition.sql.LockMode;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table at the other end of a foreign key of a partition that is to go. Those of the parent go with the detach, but those that it has to
 * other tables stay with the detached table.
 *
 * @param partition the one that is to go, by its OID
 * @param own       whether it has the key itself, and not from its parent
 * @param incoming  whether the key refers to it
 * @param name      of the key, for people
 * @param lockable  whether a key to that table locks it
 */
record ForeignKeyEnd(
        long partition, boolean own, boolean incoming, String name, QualifiedName table, boolean lockable) {

    /**
     * A partitioned table that is referred to is locked since PostgreSQL 15. What is above a table tells whether that goes, too; another
     * partition of the table counts only with a key of its own, and then also where it is to go: it may turn out to stay. Read along the indexes of the catalog, like {@link Hanging}.
     */
    static final String SQL = """
            WITH RECURSIVE key AS (
                SELECT k.conname, k.conparentid = 0::pg_catalog.oid AS own, k.conrelid, k.confrelid
                  FROM pg_catalog.unnest(ARRAY(SELECT pg_catalog.unnest(?::pg_catalog.oid[]))) AS w(oid)
                 CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_constraint k WHERE k.oid = w.oid OFFSET 0) k
            ), link AS (
                SELECT k.conname, k.own, true AS incoming, k.confrelid AS here, k.conrelid AS there FROM key k
                UNION ALL
                SELECT k.conname, k.own, false, k.conrelid, k.confrelid FROM key k
            ), above(oid, ancestor) AS (
                SELECT l.here, l.here FROM link l
                UNION
                SELECT a.oid, i.inhparent
                  FROM above a
                 CROSS JOIN LATERAL (
                       SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = a.ancestor ORDER BY i.inhseqno LIMIT 1
                       ) i
            ), leaving AS (
                SELECT a.oid, a.ancestor AS root FROM above a WHERE a.ancestor = ANY (?::pg_catalog.oid[])
            )
            SELECT DISTINCT g.root, l.own, l.incoming, n.nspname, r.relname,
                   pg_catalog.format('foreign key %I of table %I.%I', l.conname, n.nspname, r.relname) AS name,
                   r.relkind <> 'p' OR pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000 AS lockable
              FROM link l
              JOIN leaving g ON g.oid = l.here
             CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_class r WHERE r.oid = l.there OFFSET 0) r
              JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
             WHERE (l.incoming OR NOT r.relispartition)
               AND NOT EXISTS (SELECT FROM leaving o
                                WHERE o.oid = l.there AND (o.root = g.root OR NOT (l.own AND l.incoming)))
               AND (l.own AND l.incoming
                    OR NOT EXISTS (SELECT FROM above o
                                    WHERE o.oid = l.there AND o.oid <> o.ancestor AND o.ancestor = ?::pg_catalog.oid))
             ORDER BY n.nspname, r.relname, l.incoming DESC, name
            """;

    /**
     * @param tableOid of which partitions leave; its other partitions need no lock of their own
     * @param keys     the constraints, by their OIDs
     */
    static List<ForeignKeyEnd> read(
            Connection connection, long tableOid, Collection<Long> leaving, Collection<Long> keys) throws SQLException {
        List<ForeignKeyEnd> ends = new ArrayList<>();
        if (keys.isEmpty()) {
            return ends;
        }
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", keys.toArray()));
            query.setArray(2, connection.createArrayOf("oid", leaving.toArray()));
            query.setLong(3, tableOid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    ends.add(new ForeignKeyEnd(
                            row.getLong("root"),
                            row.getBoolean("own"),
                            row.getBoolean("incoming"),
                            row.getString("name"),
                            QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                            row.getBoolean("lockable")));
                }
            }
        }
        return ends;
    }

    /** Whether the partition could not be dropped for it. */
    boolean keeps() {
        return own && incoming;
    }

    Stream<TableLock> detachLock() {
        LockMode mode = incoming ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE;
        return !own && (incoming || lockable) ? Stream.of(new TableLock(mode, table)) : Stream.empty();
    }

    Stream<TableLock> dropLock() {
        return !incoming && lockable ? Stream.of(new TableLock(LockMode.ACCESS_EXCLUSIVE, table)) : Stream.empty();
    }
}
