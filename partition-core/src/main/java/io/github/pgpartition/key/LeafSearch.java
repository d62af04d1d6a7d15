package io.github.pgpartition.key;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.ColumnLookup;
import io.github.pgpartition.catalog.ColumnTypes;
import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedRead;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.model.BoundsCondition;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.Partition;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.SqlLiteral;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a row goes to. The server makes a row of the values, in columns of the table's types, and says of which partition the
 * constraint holds, with the operators, collations and hash functions of the key: one query for each level. Only columns that are given are
 * made: another one may be of a domain that refuses NULL.
 *
 * <p>Locks: with a hash key ACCESS SHARE on the table, for a moment, under the lock policy. Needs no right on it.
 */
final class LeafSearch {

    private static final String TAKES = """
            SELECT p.nr
              FROM (SELECT %s FROM pg_catalog.jsonb_to_record(?::pg_catalog.jsonb) AS j(%s)) AS r
             CROSS JOIN LATERAL (VALUES %s) AS p(nr, takes)
             WHERE p.takes
            """;

    private final Connection connection;
    private final LockPolicy locks;
    private final PartitionedTable root;
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, @Nullable String> row = new HashMap<>();

    LeafSearch(Connection connection, LockPolicy locks, PartitionedTable root) {
        this.connection = connection;
        this.locks = locks;
        this.root = root;
        for (TableColumn column : ColumnLookup.of(connection, root.oid())) {
            types.put(column.name().value(), column.type());
        }
    }

    boolean has(Identifier column) {
        return row.containsKey(column.value());
    }

    void put(Identifier column, @Nullable Object value) {
        String type = types.get(column.value());
        if (type == null) {
            throw new PartitioningException(
                    "Cannot find the partition of a row of " + root.name().sql(),
                    "it has no column " + column.sql(),
                    "Correct the name; one with capitals needs double quotes");
        }
        row.put(column.value(), KeyValues.text(value, type));
    }

    /** Among the partitions of one level; a partition whose detach is pending takes no rows any more. */
    Optional<Partition> among(PartitionedTable level) throws SQLException {
        List<Partition> candidates = level.partitions().stream()
                .filter(p -> !p.detachPending() && !p.bounds().isDefault())
                .toList();
        Optional<Partition> defaultPartition = level.defaultPartition().filter(p -> !p.detachPending());
        if (candidates.isEmpty()) {
            return defaultPartition;
        }
        List<KeyComparison> parts = KeyComparisons.read(connection, level);
        BoundsCondition condition = new BoundsCondition(level.strategy(), parts, level.name());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            values.add("(" + i + ", " + condition(condition, level, parts, candidates.get(i)) + ")");
        }
        int found = first(Placeholders.doubled(String.join(", ", values)));
        return found < 0 ? defaultPartition : Optional.of(candidates.get(found));
    }

    private static String condition(
            BoundsCondition condition, PartitionedTable level, List<KeyComparison> parts, Partition partition) {
        if (partition.bounds() instanceof HashBounds hash) {
            return "pg_catalog.satisfies_hash_partition("
                    + SqlLiteral.quote(level.name().sql()) + "::pg_catalog.regclass, " + hash.modulus() + ", "
                    + hash.remainder() + ", "
                    + parts.stream().map(KeyComparison::expression).collect(joining(", ")) + ")";
        }
        return condition.of(partition.bounds(), List.of());
    }

    private int first(String conditions) throws SQLException {
        Map<String, ColumnTypes.Exact> exact = ColumnTypes.of(connection, root.oid());
        List<String> made = new ArrayList<>();
        List<String> declared = new ArrayList<>();
        for (String name : row.keySet()) {
            String column = Identifier.of(name).sql();
            ColumnTypes.Exact type = requireNonNull(exact.get(name), name);
            boolean json =
                    type.type().equals("json") || type.type().equals("jsonb"); // whose text would be a string of JSON
            made.add(json ? "CAST(j." + column + " AS " + type.type() + ") AS " + column : "j." + column);
            declared.add(column + " " + (json ? "pg_catalog.text" : type.type() + type.collation()));
        }
        String sql =
                String.format(Locale.ROOT, TAKES, String.join(", ", made), String.join(", ", declared), conditions);
        try {
            return BoundedRead.run(connection, locks, () -> ask(sql));
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot find the partition of a row of " + root.name().sql(), sql, e, next(e));
        }
    }

    private static String next(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("22") || state.startsWith("23")) {
            return "Give values as their columns take them";
        }
        return state.equals("42703") ? "A key has an expression over that column: give its value, too" : "Run it again";
    }

    private int ask(String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, json());
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? result.getInt(1) : -1;
            }
        }
    }

    private String json() {
        return row.entrySet().stream()
                .map(e -> quoted(e.getKey()) + ":" + (e.getValue() == null ? "null" : quoted(e.getValue())))
                .collect(joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
