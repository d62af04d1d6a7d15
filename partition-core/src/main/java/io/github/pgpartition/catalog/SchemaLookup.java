package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Whether schemas are there. Takes no lock. */
public final class SchemaLookup {

    private static final String THERE =
            "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY (?::pg_catalog.text[])";

    private SchemaLookup() {}

    /** Those that are not; all in one query, and none where there is nothing to ask. */
    public static Set<Identifier> missing(Connection connection, Collection<Identifier> schemas) {
        Set<Identifier> missing = new HashSet<>(schemas);
        if (missing.isEmpty()) {
            return missing;
        }
        try (PreparedStatement query = connection.prepareStatement(THERE)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", missing.stream().map(Identifier::value).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    missing.remove(Identifier.of(rows.getString(1)));
                }
            }
            return missing;
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot look for schemas", THERE, e, "Check the connection");
        }
    }
}
