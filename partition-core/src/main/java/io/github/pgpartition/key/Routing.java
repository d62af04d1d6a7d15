package io.github.pgpartition.key;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the leaf that a row goes to, by the values of its columns or by those of the keys on the way. */
public final class Routing {

    private final PartitionedTable root;
    private final LeafSearch search;

    public Routing(Connection connection, LockPolicy locks, PartitionedTable root) {
        this.root = root;
        search = new LeafSearch(connection, locks, root);
    }

    /** By columns of the row: all that are in a key on the way. Others may be left out, or are not looked at. */
    public Optional<Partition> ofRow(Map<String, ? extends @Nullable Object> columns) throws SQLException {
        if (columns.isEmpty()) {
            throw wrong("no column was given", "Give those that its key is made of");
        }
        columns.forEach((name, value) -> search.put(Identifier.parse(name), value));
        return down(level -> level.key().columnNames().stream()
                .filter(column -> !search.has(column))
                .findFirst()
                .ifPresent(column -> {
                    throw wrong(
                            "the key of " + level.name().sql() + " needs column " + column.sql(),
                            "Give its value, too");
                }));
    }

    /** By the values of its key, then those of the keys below, as far as their columns have none yet. */
    public Optional<Partition> ofKey(List<? extends @Nullable Object> values) throws SQLException {
        Deque<Optional<Object>> left = new ArrayDeque<>();
        values.forEach(v -> left.add(Optional.ofNullable(v)));
        Optional<Partition> leaf = down(level -> take(level, left));
        if (leaf.isPresent() && !left.isEmpty()) {
            throw wrong(
                    left.size() + " of " + values.size() + " values are too many",
                    "Give those of its key, and of the keys below it");
        }
        return leaf;
    }

    private void take(PartitionedTable level, Deque<Optional<Object>> left) {
        for (PartitionKey.Part part : level.key().parts()) {
            Identifier column = KeyComparisons.column(part)
                    .orElseThrow(() -> wrong(
                            "the key of " + level.name().sql() + " has the expression " + part.sql(),
                            "Ask by the columns of the row, with partitionForRow"));
            if (!search.has(column)) {
                Optional<Object> value = left.poll();
                if (value == null) {
                    throw wrong(
                            "the key of " + level.name().sql() + " needs " + column.sql(),
                            "Give values for its key, and for the keys of sub-partitions after them");
                }
                search.put(column, value.orElse(null));
            }
        }
    }

    /** What is needed to know before a level is looked at. */
    private interface Before {
        void level(PartitionedTable level);
    }

    private Optional<Partition> down(Before before) throws SQLException {
        PartitionedTable level = root;
        while (true) {
            before.level(level);
            Optional<Partition> found = search.among(level);
            if (found.isEmpty() || found.get().isLeaf()) {
                return found;
            }
            level = found.get().partitioned().orElseThrow();
        }
    }

    private PartitioningException wrong(String why, String next) {
        return new PartitioningException(
                "Cannot find the partition of a row of " + root.name().sql(), why, next);
    }
}
