package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.OneMessage;
import io.github.pgpartition.registry.RegistryQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One pass per table at a time, across nodes: a row in {@code pgpartition.lease}, which needs no session of its own and so no pooler that
 * keeps one (docs/decisions/0006-lease.md).
 *
 * <p>It is renewed in the transaction of each step: as long as a step runs nobody can take it over, and a step whose lease was taken over
 * is not done, nor is one of a table that is not managed any more. It is free at once when the backend that renewed it last is gone, and else when it expires, by the clock of the server.
 */
final class PassLease {

    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final String TAKE = """
            INSERT INTO pgpartition.lease AS l (relation, holder, backend_pid, expires_at)
            SELECT u.oid, ?::pg_catalog.uuid, pg_catalog.pg_backend_pid(),
                   pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?::pg_catalog.float8)
              FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS u(oid)
             ORDER BY u.oid
            ON CONFLICT (relation) DO UPDATE
               SET (holder, backend_pid, expires_at) = (excluded.holder, excluded.backend_pid, excluded.expires_at)
             WHERE l.expires_at <= pg_catalog.clock_timestamp()
                OR NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = l.backend_pid)
            RETURNING relation
            """;

    private static final String RENEW = """
            UPDATE pgpartition.lease
               SET backend_pid = pg_catalog.pg_backend_pid(),
                   expires_at = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?::pg_catalog.float8)
             WHERE relation = ?::pg_catalog.oid AND holder = ?::pg_catalog.uuid
               AND EXISTS (SELECT FROM pgpartition.managed_table m WHERE m.relation::pg_catalog.oid = lease.relation)
            """;

    private static final String MANAGED =
            "SELECT FROM pgpartition.managed_table m WHERE m.relation::pg_catalog.oid = ?::pg_catalog.oid";

    private static final String GIVE_BACK =
            "DELETE FROM pgpartition.lease WHERE relation = ANY (?::pg_catalog.oid[]) AND holder = ?::pg_catalog.uuid";

    private final Connection connection;
    private final LockPolicy locks;
    private final long tableOid;
    private final UUID holder;

    private PassLease(Connection connection, LockPolicy locks, long tableOid, UUID holder) {
        this.connection = connection;
        this.locks = locks;
        this.tableOid = tableOid;
        this.holder = holder;
    }

    /**
     * By the OIDs of the tables, without those on which another pass is at work. Such a pass may be waited for, no longer than for a lock;
     * where it is one of several tables that is waited for in vain, that is thrown.
     */
    static Map<Long, PassLease> tryTake(Connection connection, LockPolicy locks, List<Long> tables)
            throws SQLException {
        UUID holder = UUID.randomUUID();
        Map<Long, PassLease> taken = new HashMap<>();
        try {
            TransactionSettings.run(connection, locks, () -> {
                try (PreparedStatement insert = connection.prepareStatement(TAKE)) {
                    insert.setObject(1, holder);
                    insert.setDouble(2, seconds(locks));
                    insert.setArray(3, connection.createArrayOf("oid", tables.toArray()));
                    try (ResultSet row = insert.executeQuery()) {
                        while (row.next()) {
                            taken.put(row.getLong(1), new PassLease(connection, locks, row.getLong(1), holder));
                        }
                    }
                }
            });
        } catch (SQLException e) {
            taken.clear();
            if (tables.size() > 1 || !SqlStates.isWorthRetrying(e)) {
                throw e;
            }
        }
        return taken;
    }

    long tableOid() {
        return tableOid;
    }

    /** In the transaction of what is done under it. */
    void renew() throws SQLException {
        OneMessage message = new OneMessage();
        renew(message);
        message.send(connection);
    }

    /** The same, once the message is sent. */
    void renew(OneMessage message) {
        message.ask(
                RENEW,
                parameters -> parameters.add(seconds(locks)).add(tableOid).add(holder),
                statement -> {
                    if (statement.getUpdateCount() == 0) {
                        throw new Kept(
                                isManaged()
                                        ? "another pass has taken the table over, as this one was thought to be gone"
                                        : "the table is not managed any more");
                    }
                    return true;
                });
    }

    private boolean isManaged() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MANAGED)) {
            query.setLong(1, tableOid);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** A step may try a statement that is no transaction, which then waits as long as a lock may take. */
    private static double seconds(LockPolicy locks) {
        return SLACK.plus(locks.timeout().multipliedBy(2)).toMillis() / 1000.0;
    }

    /** Those that are still ours. */
    static void giveBack(Connection connection, LockPolicy locks, List<PassLease> leases) throws SQLException {
        if (leases.isEmpty() || connection.isClosed()) {
            return;
        }
        boolean own =
                connection.getAutoCommit(); // else the table of leases is locked already, and nothing is waited for
        try (PreparedStatement delete = own
                ? RegistryQuery.prepare(connection, locks.setting(), GIVE_BACK)
                : connection.prepareStatement(GIVE_BACK)) {
            int first = own ? 2 : 1;
            delete.setArray(
                    first,
                    connection.createArrayOf(
                            "oid", leases.stream().map(PassLease::tableOid).toArray()));
            delete.setObject(first + 1, leases.get(0).holder);
            delete.execute();
        }
    }
}
