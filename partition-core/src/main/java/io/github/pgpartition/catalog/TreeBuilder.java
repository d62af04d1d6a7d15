package io.github.pgpartition.catalog;

import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes trees of the rows of the catalog query. */
final class TreeBuilder {

    private static final long NONE = 0;

    private record Node(long ordinal, long oid) {}

    private final List<CatalogRow> roots = new ArrayList<>();
    private final Map<Node, List<CatalogRow>> children = new HashMap<>();

    TreeBuilder(List<CatalogRow> rows) {
        for (CatalogRow row : rows) {
            if (row.parent() == NONE) {
                roots.add(row);
            } else {
                children.computeIfAbsent(new Node(row.ordinal(), row.parent()), k -> new ArrayList<>())
                        .add(row);
            }
        }
    }

    List<PartitionedTable> roots() {
        List<PartitionedTable> tables = new ArrayList<>();
        for (CatalogRow root : roots) {
            PartitionedTable table = table(root);
            if (table != null) {
                tables.add(table);
            }
        }
        return tables;
    }

    private @Nullable PartitionedTable table(CatalogRow row) {
        if (row.key() == null) {
            return null;
        }
        List<Partition> partitions = new ArrayList<>();
        for (CatalogRow child : children.getOrDefault(new Node(row.ordinal(), row.oid()), List.of())) {
            partitions.add(partition(child, row.keyTypes()));
        }
        return new PartitionedTable(row.oid(), row.name(), row.key(), row.keyTypes(), partitions);
    }

    private Partition partition(CatalogRow row, List<String> parentKeyTypes) {
        if (row.bounds() == null) {
            throw new IllegalStateException("Partition " + row.name() + " has no bounds in pg_class");
        }
        BoundsParser parser = new BoundsParser(row.conformingStrings());
        return new Partition(
                row.oid(),
                row.name(),
                TimestampText.inUtc(parser.parse(row.bounds()), parentKeyTypes),
                row.detachPending(),
                row.foreign(),
                row.estimatedRows(),
                table(row));
    }
}
