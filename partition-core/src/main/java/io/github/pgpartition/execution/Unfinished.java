package io.github.pgpartition.execution;

import io.github.pgpartition.maintenance.Leftover;
import io.github.pgpartition.maintenance.Notice;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.registry.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What earlier passes left to later ones, by the OID of the managed table.
 *
 * @param leftovers detached tables
 * @param notices   partitions that are to be dropped, by their OIDs
 */
record Unfinished(Map<Long, List<Leftover>> leftovers, Map<Long, Map<Long, Notice>> notices) {

    static final Unfinished NOTHING = new Unfinished(Map.of(), Map.of());

    /** Changes nothing. */
    static Unfinished read(Connection connection, LockPolicy locks) throws SQLException {
        return RegistryLocks.runBounded(
                connection,
                locks,
                () -> new Unfinished(
                        new LeftoverReader(connection, locks).read().leftovers(), new Notices(connection).read()));
    }

    /** What somebody has attached again is a partition like any other: nothing is left to be done to it. */
    static Unfinished readAndSettle(Connection connection, LockPolicy locks) throws SQLException {
        return RegistryLocks.runBounded(connection, locks, () -> readUnbounded(connection, locks));
    }

    private static Unfinished readUnbounded(Connection connection, LockPolicy locks) throws SQLException {
        LeftoverReader.Found found = new LeftoverReader(connection, locks).read();
        new History(connection).settleAttached(found.attachedAgain());
        new History(connection).settleDropped();
        Notices notices = new Notices(connection);
        notices.withdrawStale();
        return new Unfinished(found.leftovers(), notices.read());
    }

    boolean has(long tableOid) {
        return leftovers.containsKey(tableOid) || notices.containsKey(tableOid);
    }

    /** Partitions of the table that passes have told of. */
    Set<Long> told(long tableOid) {
        return notices.getOrDefault(tableOid, Map.of()).keySet();
    }

    TableState addTo(TableState state) {
        long oid = state.table().oid();
        return has(oid)
                ? state.with()
                        .leftovers(leftovers.getOrDefault(oid, List.of()))
                        .notices(notices.getOrDefault(oid, Map.of()))
                        .build()
                : state;
    }
}
