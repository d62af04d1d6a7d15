package io.github.pgpartition.execution;

import io.github.pgpartition.registry.RegistryQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One pass per table at a time, across nodes: a row in {@code pgpartition.lease}, which needs no session of its own and so no pooler that
 * keeps one (docs/decisions/0006-lease.md).
 *
 * <p>It is renewed in the transaction of each step: as long as a step runs nobody can take it over, and a step whose lease was taken over
 * is not done. It is free at once when the backend that renewed it last is gone, and else when it expires, by the clock of the server.
 */
final class PassLease implements AutoCloseable {

    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final String TAKE = """
            INSERT INTO pgpartition.lease AS l (relation, holder, backend_pid, expires_at)
            VALUES (?, ?, pg_catalog.pg_backend_pid(), pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?::pg_catalog.float8))
            ON CONFLICT (relation) DO UPDATE
               SET (holder, backend_pid, expires_at) = (excluded.holder, excluded.backend_pid, excluded.expires_at)
             WHERE l.expires_at <= pg_catalog.clock_timestamp()
                OR NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = l.backend_pid)
            """;

    private static final String RENEW = """
            UPDATE pgpartition.lease
               SET (backend_pid, expires_at)
                 = (pg_catalog.pg_backend_pid(), pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?::pg_catalog.float8))
             WHERE relation = ?::pg_catalog.oid AND holder = ?::pg_catalog.uuid
            """;

    private static final String GIVE_BACK =
            "DELETE FROM pgpartition.lease WHERE relation = ?::pg_catalog.oid AND holder = ?::pg_catalog.uuid";

    private final Connection connection;
    private final LockPolicy locks;
    private final long tableOid;
    private final UUID holder = UUID.randomUUID();

    private PassLease(Connection connection, LockPolicy locks, long tableOid) {
        this.connection = connection;
        this.locks = locks;
        this.tableOid = tableOid;
    }

    /** Null where another pass is at work on the table. Waits for it no longer than for a lock. */
    static @Nullable PassLease tryTake(Connection connection, LockPolicy locks, long tableOid) throws SQLException {
        PassLease lease = new PassLease(connection, locks, tableOid);
        return lease.take() ? lease : null;
    }

    private boolean take() throws SQLException {
        boolean[] taken = new boolean[1];
        try {
            TransactionSettings.run(connection, locks, () -> {
                try (PreparedStatement insert = connection.prepareStatement(TAKE)) {
                    insert.setLong(1, tableOid);
                    insert.setObject(2, holder);
                    insert.setDouble(3, seconds());
                    taken[0] = insert.executeUpdate() == 1;
                }
            });
        } catch (SQLException e) {
            if (!SqlStates.isWorthRetrying(e)) {
                throw e;
            }
        }
        return taken[0];
    }

    /** In the transaction of what is done under it. */
    void renew() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RENEW)) {
            update.setDouble(1, seconds());
            update.setLong(2, tableOid);
            update.setObject(3, holder);
            if (update.executeUpdate() == 0) {
                throw new Kept("another pass has taken the table over, as this one was thought to be gone");
            }
        }
    }

    /** A step may try a statement that is no transaction, which then waits as long as a lock may take. */
    private double seconds() {
        return SLACK.plus(locks.timeout().multipliedBy(2)).toMillis() / 1000.0;
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            boolean own =
                    connection.getAutoCommit(); // else the table of leases is locked already, and nothing is waited for
            try (PreparedStatement delete = own
                    ? RegistryQuery.prepare(connection, locks.setting(), GIVE_BACK)
                    : connection.prepareStatement(GIVE_BACK)) {
                int first = own ? 2 : 1;
                delete.setLong(first, tableOid);
                delete.setObject(first + 1, holder);
                delete.execute();
            }
        }
    }
}
