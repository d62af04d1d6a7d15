package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Says what is there where a partitioned table was wanted. Takes no lock; a name without schema is found through the {@code search_path}. */
public final class NotPartitioned {

    private static final String FIND = """
            SELECT c.relkind::pg_catalog.text, n.nspname, p.relname
              FROM pg_catalog.pg_class c
              LEFT JOIN pg_catalog.pg_inherits i ON c.relispartition AND i.inhrelid = c.oid
              LEFT JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
              LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
             WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid
            """;

    private NotPartitioned() {}

    /** @param what failed, on which table: {@code Cannot manage "app"."events"} */
    public static PartitioningException refusal(Connection connection, String what, QualifiedName name) {
        return find(connection, what, name)
                .orElseGet(() -> new PartitioningException(
                        what, "there is no partitioned table of that name", "Create it, or correct the name"));
    }

    /** The same; empty where there is nothing of that name. */
    public static Optional<PartitioningException> find(Connection connection, String what, QualifiedName name) {
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, name.sql());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(refusal(what, row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(what, "catalog query", e, "Check the connection");
        }
    }

    private static PartitioningException refusal(String what, ResultSet row) throws SQLException {
        if (row.getString(3) != null) {
            String parent = QualifiedName.of(row.getString(2), row.getString(3)).sql();
            return new PartitioningException(
                    what, "it is a partition of " + parent + ", and not partitioned itself", "Name " + parent);
        }
        return switch (row.getString(1)) {
            case "r" ->
                new PartitioningException(
                        what,
                        "it is a plain table, and PostgreSQL makes no partitioned one of it",
                        "Create a partitioned table, and attach this one to it or move its rows there");
            case "f" -> other(what, "a foreign table");
            case "v" -> other(what, "a view");
            case "m" -> other(what, "a materialized view");
            case "p" ->
                new PartitioningException( // made this very moment
                        what, "it was not a partitioned table a moment ago", "Try again");
            default -> new PartitioningException(what, "it is no table", "Correct the name");
        };
    }

    private static PartitioningException other(String what, String kind) {
        return new PartitioningException(what, "it is " + kind + ", not a partitioned table", "Correct the name");
    }
}
