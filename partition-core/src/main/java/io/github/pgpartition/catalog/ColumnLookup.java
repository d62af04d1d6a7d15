package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The columns of a table, in their order. Takes no lock on it. */
public final class ColumnLookup {

    private static final String SQL = """
            SELECT a.attname,
                   pg_catalog.regexp_replace(pg_catalog.format_type(
                       CASE b.oid WHEN 'pg_catalog.varchar'::pg_catalog.regtype::pg_catalog.oid THEN 'pg_catalog.text'::pg_catalog.regtype::pg_catalog.oid
                                  ELSE b.oid END, NULL), '^pg_catalog[.]', '') AS type,
                   NOT EXISTS (
                       SELECT FROM pg_catalog.pg_index x
                        WHERE x.indrelid = a.attrelid AND x.indisunique
                          AND a.attnum <> ALL ((x.indkey::pg_catalog.int2[])[0:x.indnkeyatts - 1])) AS in_every_key
              FROM pg_catalog.pg_attribute a
              JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0::pg_catalog.oid), t.oid)
             WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum
            """;

    private ColumnLookup() {}

    public static List<TableColumn> of(Connection connection, long tableOid) {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setLong(1, tableOid);
            List<TableColumn> columns = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new TableColumn(
                            Identifier.of(rows.getString("attname")),
                            rows.getString("type"),
                            rows.getBoolean("in_every_key")));
                }
            }
            return columns;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the columns of a table", "catalog query", e, "Check the connection");
        }
    }
}
