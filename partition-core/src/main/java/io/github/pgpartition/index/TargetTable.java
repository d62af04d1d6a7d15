package io.github.pgpartition.index;

import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The partitioned table that is meant: what a name stands for now, with its schema. */
record TargetTable(long oid, QualifiedName name) {

    private static final String FIND = """
            SELECT c.oid, n.nspname, c.relname
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid AND c.relkind = 'p'
            """;

    private static final String HAS_VALID_INDEX = """
            SELECT FROM pg_catalog.pg_index i
             WHERE i.indexrelid = pg_catalog.to_regclass(?)::pg_catalog.oid AND i.indrelid = ?::pg_catalog.oid AND i.indisvalid
            """;

    static TargetTable find(Connection connection, QualifiedName table, String what) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, table.sql());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw NotPartitioned.refusal(connection, what, table);
                }
                return new TargetTable(row.getLong(1), QualifiedName.of(row.getString(2), row.getString(3)));
            }
        }
    }

    /** Valid on the partitioned table is valid everywhere: the server sees to that. */
    boolean hasValid(Connection connection, QualifiedName index) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HAS_VALID_INDEX)) {
            query.setString(1, index.sql());
            query.setLong(2, oid);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
