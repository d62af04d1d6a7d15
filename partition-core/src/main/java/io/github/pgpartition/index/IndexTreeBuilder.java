package io.github.pgpartition.index;

import io.github.pgpartition.sql.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the tree of the rows of the query: one for each table and each of its indexes. */
final class IndexTreeBuilder {

    private record Table(
            long oid,
            QualifiedName name,
            IndexNode.Kind kind,
            boolean detachPending,
            long bytes,
            List<FoundIndex> found) {}

    private final Map<Long, Table> tables = new LinkedHashMap<>();
    private final Map<Long, List<Table>> children = new HashMap<>();

    void add(ResultSet row) throws SQLException {
        long oid = row.getLong("oid");
        Table table = tables.get(oid);
        if (table == null) {
            table = new Table(
                    oid,
                    QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                    kind(row.getString("relkind")),
                    row.getBoolean("pending"),
                    row.getLong("bytes"),
                    new ArrayList<>());
            tables.put(oid, table);
            children.computeIfAbsent(row.getLong("parent"), k -> new ArrayList<>())
                    .add(table);
        }
        long index = row.getLong("index_oid");
        if (index != 0) {
            QualifiedName name = QualifiedName.of(row.getString("nspname"), row.getString("index_name"));
            table.found().add(new FoundIndex(index, name, row.getBoolean("valid"), row.getLong("index_parent")));
        }
    }

    private static IndexNode.Kind kind(String relkind) {
        return switch (relkind) {
            case "p" -> IndexNode.Kind.PARTITIONED;
            case "f" -> IndexNode.Kind.FOREIGN;
            default -> IndexNode.Kind.LEAF;
        };
    }

    IndexNode root(long oid) {
        Table root = tables.get(oid);
        if (root == null) {
            throw new IllegalStateException("Table " + oid + " is gone");
        }
        return node(root);
    }

    private IndexNode node(Table table) {
        return new IndexNode(
                table.oid(),
                table.name(),
                table.kind(),
                table.detachPending(),
                table.bytes(),
                table.found(),
                children.getOrDefault(table.oid(), List.of()).stream()
                        .map(this::node)
                        .toList());
    }
}
