package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.registry.RegistryVersion;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Managed tables, found by their identity: a name may have changed since a policy was declared. */
public final class ManagedTables {

    private ManagedTables() {}

    public static List<ManagedTable> all(Connection connection, LockPolicy locks) {
        return all(connection, locks, RegistryVersion.read(connection));
    }

    /** The same where it has just been looked whether the registry is there: a pass should make few round trips. */
    static List<ManagedTable> all(Connection connection, LockPolicy locks, RegistryVersion version) {
        if (!version.installed()) {
            return List.of();
        }
        Registry registry = new Registry(connection);
        try {
            return RegistryLocks.run(connection, locks, () -> registry.read(locks.setting()));
        } catch (SQLException e) {
            throw Registry.unreadable(e);
        }
    }

    public static Optional<ManagedTable> find(Connection connection, LockPolicy locks, long oid) {
        return all(connection, locks).stream().filter(t -> t.oid() == oid).findFirst();
    }

    /** @param what is not done where the table is not managed, for the error: {@code Cannot maintain "app"."events"} */
    public static ManagedTable one(Connection connection, LockPolicy locks, String what, QualifiedName name) {
        long oid = BoundedCatalog.reader(connection, locks)
                .table(name)
                .orElseThrow(() -> NotPartitioned.refusal(connection, what, name))
                .oid();
        return find(connection, locks, oid)
                .orElseThrow(() -> new PartitioningException(what, "it has no policy", "Declare one with manage"));
    }
}
