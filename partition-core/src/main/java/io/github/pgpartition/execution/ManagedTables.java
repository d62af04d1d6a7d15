package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.registry.ManagedTable;
import io.github.pgpartition.registry.Registry;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/** Managed tables, found by their identity: a name may have changed since a policy was declared. */
public final class ManagedTables {

    private ManagedTables() {}

    public static List<ManagedTable> all(Connection connection) {
        return new Registry(connection).managedTables();
    }

    public static Optional<ManagedTable> find(Connection connection, long oid) {
        return all(connection).stream().filter(t -> t.oid() == oid).findFirst();
    }

    /** @param what is not done where the table is not managed, for the error: {@code Cannot maintain "app"."events"} */
    public static ManagedTable one(Connection connection, String what, QualifiedName name) {
        long oid = new CatalogReader(connection)
                .table(name)
                .orElseThrow(() -> NotPartitioned.refusal(connection, what, name))
                .oid();
        return find(connection, oid)
                .orElseThrow(() -> new PartitioningException(what, "it has no policy", "Declare one with manage"));
    }
}
