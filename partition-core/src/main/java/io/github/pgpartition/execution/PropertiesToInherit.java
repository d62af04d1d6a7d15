package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.PropertiesReader;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.InheritedProperties;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a new partition of a table is to have beside what {@code LIKE} copies and ATTACH brings.
 *
 * <p>Locks: none, or ACCESS SHARE on the table where the server has to print something of it; under the lock policy.
 */
public final class PropertiesToInherit {

    private PropertiesToInherit() {}

    /** By the OID of the table; without those that have nothing to pass on. */
    static Map<Long, InheritedProperties> read(
            Connection connection, LockPolicy locks, Collection<PropertiesReader.Source> tables) throws SQLException {
        Map<Long, InheritedProperties> properties = new HashMap<>();
        LockRetry.run(
                locks,
                attempt -> ShortTransaction.run(
                        connection, locks, () -> properties.putAll(PropertiesReader.read(connection, tables))));
        return properties;
    }

    /** The same for callers that have no other use for an SQLException. */
    public static InheritedProperties of(Connection connection, LockPolicy locks, PropertiesReader.Source table) {
        try {
            return read(connection, locks, List.of(table)).getOrDefault(table.oid(), InheritedProperties.NONE);
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read what a new partition is to have", "catalog query", e, "Run it again");
        }
    }
}
