package io.github.pgpartition.flyway.migration;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Names as migrations write them, read as PostgreSQL reads them, with the schema that they have without saying so. */
record Names(Connection connection) {

    private static final String SCHEMA = """
            SELECT coalesce((SELECT n.nspname
                               FROM pg_catalog.pg_class c
                               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                              WHERE c.oid = pg_catalog.to_regclass(?)::pg_catalog.oid),
                            pg_catalog.current_schema())
            """;

    /** A table that is there: without a schema it is found through the {@code search_path}. */
    QualifiedName existing(String text) {
        QualifiedName name = QualifiedName.parse(text);
        return name.schema().isPresent() ? name : in(name.sql(), name);
    }

    /** One that is made: without a schema it comes where CREATE TABLE puts it. */
    QualifiedName created(String text) {
        QualifiedName name = QualifiedName.parse(text);
        return name.schema().isPresent() ? name : in("", name);
    }

    /** A partition: without a schema it is beside its table. */
    static QualifiedName partition(QualifiedName table, String text) {
        QualifiedName name = QualifiedName.parse(text);
        return name.schema().isPresent() ? name : table.sibling(name.name());
    }

    static List<Identifier> columns(String... names) {
        return Arrays.stream(names).map(Identifier::parse).toList();
    }

    private QualifiedName in(String lookup, QualifiedName name) {
        try (PreparedStatement query = connection.prepareStatement(SCHEMA)) {
            query.setString(1, lookup.isEmpty() ? null : lookup);
            try (ResultSet row = query.executeQuery()) {
                String schema = row.next() ? row.getString(1) : null;
                return schema == null ? name : new QualifiedName(Identifier.of(schema), name.name());
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look for " + name.sql(), "catalog query", e, "Check the connection");
        }
    }
}
