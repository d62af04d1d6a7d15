package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Templates of partitioned tables: that of the top-level ancestor counts for all partitions below it. Takes no lock on tables. */
public final class TemplateLookup {

    private static final String ROOT = """
            SELECT n.nspname, c.relname
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = pg_catalog.pg_partition_root(pg_catalog.to_regclass(?))::pg_catalog.oid
            """;

    private static final String IS_TEMPLATE = """
            SELECT pg_catalog.starts_with(pg_catalog.obj_description(pg_catalog.to_regclass(?), 'pg_class'), ?)
            """;

    private final Connection connection;

    public TemplateLookup(Connection connection) {
        this.connection = connection;
    }

    /** The table at the top of the tree that a table is in; the table itself where it is no partition, empty where it is not partitioned. */
    public Optional<QualifiedName> root(QualifiedName table) {
        return query(ROOT, row -> Optional.of(QualifiedName.of(row.getString(1), row.getString(2))), table.sql());
    }

    /** The template that partitions of a table take what they have from; empty where there is none that bears our mark. */
    public Optional<QualifiedName> templateFor(QualifiedName table) {
        return root(table).map(CreateTemplate::of).filter(template -> hasMark(template, CreateTemplate.MARK));
    }

    /** Whether there is a template that says that it is that of this very table, be the table there or not. */
    public boolean hasTemplate(QualifiedName table) {
        return hasMark(CreateTemplate.of(table), CreateTemplate.markOf(table));
    }

    private boolean hasMark(QualifiedName table, String mark) {
        return query(IS_TEMPLATE, row -> row.getBoolean(1) ? Optional.of(table) : Optional.empty(), table.sql(), mark)
                .isPresent();
    }

    private interface Mapper {
        Optional<QualifiedName> map(ResultSet row) throws SQLException;
    }

    private Optional<QualifiedName> query(String sql, Mapper mapper, String... values) {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? mapper.map(row) : Optional.empty();
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look for the template of " + values[0], "catalog query", e, "Check the connection");
        }
    }
}
