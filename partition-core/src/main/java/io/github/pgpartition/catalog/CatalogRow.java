package io.github.pgpartition.catalog;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One relation of a tree, as the query returns it. {@code parent} is 0 for a root, {@code key} null for a leaf, and as long as only
 * {@code unprinted} is known of it.
 */
record CatalogRow(
        long ordinal,
        long oid,
        long parent,
        boolean detachPending,
        QualifiedName name,
        boolean foreign,
        long estimatedRows,
        @Nullable String bounds,
        @Nullable PartitionKey key,
        @Nullable Unprinted unprinted,
        List<String> keyTypes,
        boolean conformingStrings) {

    /** A key with parts that are not plain columns: the server has to print it. */
    record Unprinted(PartitionStrategy strategy, List<String> columns) {}

    static CatalogRow of(ResultSet row) throws SQLException {
        String strategy = row.getString("strategy");
        Unprinted key = strategy == null
                ? null
                : new Unprinted(PartitionStrategy.fromCatalog(strategy), texts(row.getArray("columns")));
        boolean special = row.getBoolean("special");
        return new CatalogRow(
                row.getLong("ord"),
                row.getLong("oid"),
                row.getLong("parent"),
                row.getBoolean("pending"),
                QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                row.getString("relkind").equals("f"),
                row.getLong("reltuples"),
                row.getString("bounds"),
                key == null || special ? null : key(key, null),
                special ? key : null,
                texts(row.getArray("types")),
                row.getString("conforming").equals("on"));
    }

    /** Once its key is printed. */
    CatalogRow with(String definition) {
        return new CatalogRow(
                ordinal,
                oid,
                parent,
                detachPending,
                name,
                foreign,
                estimatedRows,
                bounds,
                key(requireNonNull(unprinted, "unprinted"), definition),
                null,
                keyTypes,
                conformingStrings);
    }

    private static PartitionKey key(Unprinted key, @Nullable String definition) {
        List<String> printed = definition == null
                ? List.of()
                : SqlTokens.splitList(SqlTokens.insideParentheses(definition, definition.indexOf('(')));
        List<PartitionKey.Part> parts = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            parts.add(part(key.columns().get(i), printed.isEmpty() ? null : printed.get(i)));
        }
        return new PartitionKey(key.strategy(), parts);
    }

    /** A plain column, unless the server prints more than its name: an expression, a collation or an operator class. */
    private static PartitionKey.Part part(@Nullable String column, @Nullable String printed) {
        if (column != null) {
            Identifier name = Identifier.of(column);
            if (printed == null || printed.equals(column) || printed.equals(name.sql())) {
                return new PartitionKey.Column(name);
            }
        }
        return new PartitionKey.Expression(String.valueOf(printed));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
