package io.github.pgpartition.execution;

import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tables of which row security may hide rows from this role: unless a policy shows it all, as far as can be told without any row. */
final class HiddenRows {

    private static final String SQL = """
            SELECT n.name
              FROM pg_catalog.unnest(?::pg_catalog.text[]) AS n(name)
              JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(n.name)::pg_catalog.oid
             WHERE CASE WHEN pg_catalog.row_security_active(c.oid)
                        THEN NOT coalesce((SELECT pg_catalog.bool_and(p.polpermissive)
                                                  AND pg_catalog.bool_or(pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true')
                                             FROM pg_catalog.pg_policy p
                                            WHERE p.polrelid = c.oid
                                              AND p.polcmd IN ('r', '*')
                                              AND EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r(oid)
                                                           WHERE r.oid = 0::pg_catalog.oid OR pg_catalog.pg_has_role(r.oid, 'USAGE'))), false)
                        ELSE false
                   END
            """;

    private HiddenRows() {}

    /** Takes ACCESS SHARE on a table that has policies for this role. */
    static List<QualifiedName> among(Connection connection, Collection<QualifiedName> tables) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", tables.stream().map(QualifiedName::sql).toArray()));
            List<QualifiedName> hiding = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    hiding.add(QualifiedName.parse(rows.getString(1)));
                }
            }
            return hiding;
        }
    }
}
