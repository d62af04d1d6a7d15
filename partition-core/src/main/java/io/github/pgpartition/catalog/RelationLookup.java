package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether there is something of a name, whatever it is. Takes no lock; a name without schema is found through the {@code search_path}. */
public final class RelationLookup {

    private static final String KIND = """
            SELECT c.relkind::pg_catalog.text FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid
            """;

    private final Connection connection;

    public RelationLookup(Connection connection) {
        this.connection = connection;
    }

    public boolean exists(QualifiedName name) {
        return !kind(name).isEmpty();
    }

    /** Whether it is a table that holds rows itself. */
    public boolean isPlainTable(QualifiedName name) {
        return kind(name).equals("r");
    }

    private String kind(QualifiedName name) {
        try (PreparedStatement query = connection.prepareStatement(KIND)) {
            query.setString(1, name.sql());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look for " + name.sql(), "catalog query", e, "Check the connection");
        }
    }
}
