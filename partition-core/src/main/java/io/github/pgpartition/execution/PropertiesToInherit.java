package io.github.pgpartition.execution;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.InheritedProperties;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a new partition of a table is to have beside what {@code LIKE} copies and ATTACH brings.
 *
 * <p>Locks: none, or ACCESS SHARE on the table where the server has to print something of it; under the lock policy.
 */
public final class PropertiesToInherit {

    private PropertiesToInherit() {}

    static InheritedProperties read(Connection connection, LockPolicy locks, PropertiesReader.Source table)
            throws SQLException {
        var properties = new AtomicReference<>(InheritedProperties.NONE);
        LockRetry.run(
                locks,
                attempt -> ShortTransaction.run(connection, locks, () -> {
                    properties.set(PropertiesReader.read(connection, table));
                }));
        return requireNonNull(properties.get());
    }

    /** The same for callers that have no other use for an SQLException. */
    public static InheritedProperties of(Connection connection, LockPolicy locks, PropertiesReader.Source table) {
        try {
            return read(connection, locks, table);
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read what a new partition is to have", "catalog query", e, "Run it again");
        }
    }
}
