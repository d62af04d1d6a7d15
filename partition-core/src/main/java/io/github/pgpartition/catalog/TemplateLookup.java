package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.CreateTemplate;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Templates of partitioned tables: that of the top-level ancestor counts for all partitions below it. Takes no lock on tables. */
public final class TemplateLookup {

    private static final String ROOTS = """
            SELECT w.ord, n.nspname, c.relname
              FROM pg_catalog.unnest(?::pg_catalog.text[]) WITH ORDINALITY AS w(name, ord)
              JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.pg_partition_root(pg_catalog.to_regclass(w.name))::pg_catalog.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             ORDER BY w.ord
            """;

    private static final String MARKED = """
            SELECT w.ord
              FROM pg_catalog.unnest(?::pg_catalog.text[]) WITH ORDINALITY AS w(name, ord)
             WHERE pg_catalog.starts_with(pg_catalog.obj_description(pg_catalog.to_regclass(w.name), 'pg_class'), ?)
             ORDER BY w.ord
            """;

    private final Connection connection;

    public TemplateLookup(Connection connection) {
        this.connection = connection;
    }

    /** The table at the top of the tree that a table is in; the table itself where it is no partition, empty where it is not partitioned. */
    public Optional<QualifiedName> root(QualifiedName table) {
        return Optional.ofNullable(roots(List.of(table)).get(table));
    }

    /** The template that partitions of a table take what they have from; empty where there is none that bears our mark. */
    public Optional<QualifiedName> templateFor(QualifiedName table) {
        return Optional.ofNullable(templatesFor(List.of(table)).get(table));
    }

    /** The same for several tables at once; without those that have none. */
    public Map<QualifiedName, QualifiedName> templatesFor(Collection<QualifiedName> tables) {
        Map<QualifiedName, QualifiedName> templates = roots(tables);
        templates.replaceAll((table, root) -> CreateTemplate.of(root));
        templates.values().retainAll(marked(templates.values(), CreateTemplate.MARK));
        return templates;
    }

    /** Whether there is a template that says that it is that of this very table, be the table there or not. */
    public boolean hasTemplate(QualifiedName table) {
        return !marked(List.of(CreateTemplate.of(table)), CreateTemplate.markOf(table))
                .isEmpty();
    }

    private Map<QualifiedName, QualifiedName> roots(Collection<QualifiedName> tables) {
        Map<QualifiedName, QualifiedName> roots = new HashMap<>();
        query(
                ROOTS,
                tables,
                null,
                (table, row) -> roots.put(table, QualifiedName.of(row.getString("nspname"), row.getString("relname"))));
        return roots;
    }

    private Set<QualifiedName> marked(Collection<QualifiedName> templates, String mark) {
        Set<QualifiedName> marked = new HashSet<>();
        query(MARKED, templates, mark, (template, row) -> marked.add(template));
        return marked;
    }

    /** What is done with a row of one of the tables. */
    private interface Rows {
        void add(QualifiedName table, ResultSet row) throws SQLException;
    }

    private void query(String sql, Collection<QualifiedName> tables, @Nullable String mark, Rows rows) {
        List<QualifiedName> list = List.copyOf(tables);
        List<String> names = list.stream().map(QualifiedName::sql).toList();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", names.toArray()));
            if (mark != null) {
                query.setString(2, mark);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(list.get(row.getInt("ord") - 1), row);
                }
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot look for the template of " + String.join(", ", names),
                    "catalog query",
                    e,
                    "Check the connection");
        }
    }
}
