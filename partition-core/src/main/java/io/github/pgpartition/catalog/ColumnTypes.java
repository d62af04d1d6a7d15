package io.github.pgpartition.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The types of a table's columns as they have to be written to declare the same columns elsewhere. Takes no lock on it. */
public final class ColumnTypes {

    private static final String SQL = """
            SELECT a.attname,
                   CASE n.nspname WHEN 'pg_catalog' THEN pg_catalog.format_type(a.atttypid, a.atttypmod)
                                  ELSE pg_catalog.format('%I.%I', n.nspname, t.typname) END AS type,
                   CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.format(' COLLATE %I.%I', o.nspname, c.collname)
                        ELSE '' END AS collation
              FROM pg_catalog.pg_attribute a
              JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
              LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
              LEFT JOIN pg_catalog.pg_namespace o ON o.oid = c.collnamespace
             WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum
            """;

    /**
     * @param type      with its modifiers: {@code numeric(5,2)}
     * @param collation {@code  COLLATE …} with a space before it, where it is another than that of the type; else empty
     */
    public record Exact(String type, String collation) {}

    private ColumnTypes() {}

    /** By the names of the columns. */
    public static Map<String, Exact> of(Connection connection, long tableOid) throws SQLException {
        Map<String, Exact> types = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setLong(1, tableOid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    types.put(row.getString(1), new Exact(row.getString(2), row.getString(3)));
                }
            }
        }
        return types;
    }
}
