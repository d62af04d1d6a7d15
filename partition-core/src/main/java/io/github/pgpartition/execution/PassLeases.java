package io.github.pgpartition.execution;

import io.github.pgpartition.registry.ManagedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of several tables. Those of tables that are done are given back together, as that takes as long as for one: after a second,
 * before what may have to wait, and when this is closed.
 */
final class PassLeases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PassLeases.class);

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Connection connection;
    private final LockPolicy locks;
    private final Map<Long, PassLease> taken;
    private final Set<Long> held;
    private final Set<Long> over = new HashSet<>();
    private long since = System.nanoTime();

    private PassLeases(Connection connection, LockPolicy locks, Map<Long, PassLease> taken) {
        this.connection = connection;
        this.locks = locks;
        this.taken = taken;
        held = new HashSet<>(taken.keySet());
    }

    /** Of those tables that no other pass is at work on. Waits for one no longer than for a lock. */
    static PassLeases tryTake(Connection connection, LockPolicy locks, List<ManagedTable> tables) throws SQLException {
        List<Long> oids = tables.stream().map(ManagedTable::oid).toList();
        return new PassLeases(connection, locks, PassLease.tryTake(connection, locks, oids));
    }

    boolean has(ManagedTable table) {
        return taken.containsKey(table.oid());
    }

    PassLease of(ManagedTable table) {
        PassLease lease = taken.get(table.oid());
        if (lease == null) {
            throw new IllegalArgumentException(table.name() + " was not taken");
        }
        return lease;
    }

    /** That table is done. */
    void end(ManagedTable table) {
        over.add(table.oid());
        if (System.nanoTime() - since > LONGEST.toNanos()) {
            endNow();
        }
    }

    /** What comes may take its time. */
    void endNow() {
        giveBack(over);
    }

    @Override
    public void close() {
        giveBack(held);
    }

    /** One that cannot be given back ends with its session, or expires. */
    private void giveBack(Set<Long> tables) {
        try {
            PassLease.giveBack(
                    connection,
                    locks,
                    taken.values().stream()
                            .filter(lease -> tables.contains(lease.tableOid()))
                            .toList());
        } catch (SQLException e) {
            LOG.debug("Leases were not given back: {}", e.getMessage());
        }
        held.removeAll(Set.copyOf(tables));
        over.clear();
        since = System.nanoTime();
    }
}
