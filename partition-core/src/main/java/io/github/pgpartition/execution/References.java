package io.github.pgpartition.execution;

import io.github.pgpartition.operation.DetachPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of other tables that refer to rows of a partition, through foreign keys to its parent. The server looks for them when it detaches
 * the partition, and meanwhile nobody can write to those tables; so they are looked for here before, while nobody has to wait.
 */
final class References {

    private static final int COUNTED = 1_000;

    /** Names are quoted and the query is put together by the server. Its operators are those of the foreign key. */
    private static final String KEYS = """
            SELECT root.conname, root.conrelid::pg_catalog.regclass::pg_catalog.text AS referring,
                   pg_catalog.format(
                       'SELECT pg_catalog.count(*) FROM (SELECT FROM %%s AS f JOIN %%s AS p ON %%s LIMIT %s) AS found',
                       pg_catalog.format('%%I.%%I', fn.nspname, fc.relname), pg_catalog.format('%%I.%%I', pn.nspname, pc.relname),
                       (SELECT pg_catalog.string_agg(
                                   pg_catalog.format('p.%%I OPERATOR(%%I.%%s) f.%%I', pa.attname, onsp.nspname, o.oprname, fa.attname), ' AND ')
                          FROM ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey), pg_catalog.unnest(k.conpfeqop))
                               AS u(fkey, pkey, op)
                          JOIN pg_catalog.pg_attribute fa ON fa.attrelid = k.conrelid AND fa.attnum = u.fkey
                          JOIN pg_catalog.pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = u.pkey
                          JOIN pg_catalog.pg_operator o ON o.oid = u.op
                          JOIN pg_catalog.pg_namespace onsp ON onsp.oid = o.oprnamespace)) AS query
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_constraint root ON root.oid = k.conparentid
              JOIN pg_catalog.pg_class fc ON fc.oid = k.conrelid
              JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
              JOIN pg_catalog.pg_class pc ON pc.oid = k.confrelid
              JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
             WHERE k.contype = 'f'
               AND k.confrelid = ?::pg_catalog.oid
               AND k.conrelid = root.conrelid
             ORDER BY root.conname
            """;

    private record Key(String name, String referring, String query) {}

    private final Connection connection;
    private final LockPolicy locks;

    References(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** Keeps a partition that others refer to, or of which that cannot be found out in time. */
    void check(DetachPartition detach, long partitionOid) throws SQLException {
        if (detach.foreignKeyLocks().isEmpty()) {
            return;
        }
        for (Key key : keys(partitionOid)) {
            long rows = count(detach, key);
            if (rows > 0) {
                throw new Kept(stays(detach, key) + (rows < COUNTED ? "" : "at least ") + rows
                        + (rows == 1 ? " row of " : " rows of ") + key.referring()
                        + (rows == 1 ? " refers to it" : " refer to it") + ". Retire or delete "
                        + (rows == 1 ? "it" : "them") + " first");
            }
        }
    }

    private static String stays(DetachPartition detach, Key key) {
        return "partition " + detach.partition().sql() + " stays, as of foreign key \"" + key.name() + "\" ";
    }

    private List<Key> keys(long partitionOid) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(String.format(java.util.Locale.ROOT, KEYS, COUNTED))) {
            query.setLong(1, partitionOid);
            List<Key> keys = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    keys.add(new Key(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
            return keys;
        }
    }

    private long count(DetachPartition detach, Key key) throws SQLException {
        long[] count = new long[1];
        try {
            TransactionSettings.run(connection, locks, locks.setting(), () -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(key.query())) {
                    row.next();
                    count[0] = row.getLong(1);
                }
            });
        } catch (SQLException e) {
            if (!SqlStates.isCanceled(e)) {
                throw e;
            }
            throw new Kept(stays(detach, key) + "it takes longer than lockTimeout (" + locks.setting()
                    + ") to find out whether rows of " + key.referring()
                    + " refer to it, and writers of that table would have to wait meanwhile. Raise lockTimeout, or give it"
                    + " an index on the columns of the key");
        }
        return count[0];
    }
}
