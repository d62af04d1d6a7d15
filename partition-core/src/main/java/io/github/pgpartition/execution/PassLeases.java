package io.github.pgpartition.execution;

import io.github.pgpartition.registry.ManagedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leases of several tables. What is not given back before is when this is closed. */
final class PassLeases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PassLeases.class);

    private final Map<Long, PassLease> taken;

    private PassLeases(Map<Long, PassLease> taken) {
        this.taken = taken;
    }

    /** Of those tables that no other pass is at work on. Waits for one no longer than for a lock. */
    static PassLeases tryTake(Connection connection, LockPolicy locks, List<ManagedTable> tables) throws SQLException {
        return new PassLeases(PassLease.tryTake(
                connection, locks, tables.stream().map(ManagedTable::oid).toList()));
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

    /** One that cannot be given back ends with its session, or expires. */
    @Override
    public void close() {
        for (PassLease lease : taken.values()) {
            try {
                lease.close();
            } catch (SQLException e) {
                LOG.debug("A lease was not given back: {}", e.getMessage());
            }
        }
    }
}
