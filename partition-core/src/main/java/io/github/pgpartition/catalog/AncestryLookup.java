package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a table stands in a tree of partitions. Takes no lock; a name without schema is found through the {@code search_path}. */
public final class AncestryLookup {

    private static final String SQL = """
            WITH RECURSIVE up(oid, depth) AS (
                SELECT pg_catalog.to_regclass(?)::pg_catalog.oid, 0
                UNION ALL
                SELECT i.inhparent, u.depth + 1
                  FROM up u
                  JOIN pg_catalog.pg_inherits i ON i.inhrelid = u.oid
                  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition
            )
            SELECT u.depth, n.nspname, c.relname, c.relkind::pg_catalog.text AS relkind
              FROM up u
              JOIN pg_catalog.pg_class c ON c.oid = u.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             ORDER BY u.depth
            """;

    /**
     * @param partitioned  whether it has partitions, or may have
     * @param parentOrNull the table that it is a partition of
     * @param root         the table at the top; itself where it is no partition
     */
    public record Found(
            QualifiedName name,
            boolean partitioned,
            @Nullable QualifiedName parentOrNull,
            QualifiedName root) {}

    private AncestryLookup() {}

    /** Empty where there is nothing of that name. */
    public static Optional<Found> find(Connection connection, QualifiedName name) {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setString(1, name.sql());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                QualifiedName self = name(row);
                boolean partitioned = row.getString("relkind").equals("p");
                QualifiedName parent = null;
                QualifiedName root = self;
                while (row.next()) {
                    root = name(row);
                    parent = parent == null ? root : parent;
                }
                return Optional.of(new Found(self, partitioned, parent, root));
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look for " + name.sql(), "catalog query", e, "Check the connection");
        }
    }

    private static QualifiedName name(ResultSet row) throws SQLException {
        return QualifiedName.of(row.getString("nspname"), row.getString("relname"));
    }
}
