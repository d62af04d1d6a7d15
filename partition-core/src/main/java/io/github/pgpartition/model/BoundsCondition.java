package io.github.pgpartition.model;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows that bounds let in, as an SQL condition over the key.
 *
 * <p>Written as the server writes a partition's own constraint ({@code get_qual_for_range}, {@code _list} and {@code _hash} in its
 * source), so that it can prove the one from the other, and then attaches without a scan.
 */
public final class BoundsCondition {

    private final PartitionKey key;
    private final List<String> columns;
    private final QualifiedName parent;

    public BoundsCondition(PartitionKey key, QualifiedName parent) {
        this.key = key;
        this.parent = parent;
        columns = key.parts().stream()
                .map(p -> p instanceof PartitionKey.Column ? p.sql() : "(" + p.sql() + ")")
                .toList();
    }

    /** @param siblings bounds of the other partitions; they matter for DEFAULT only */
    public String of(PartitionBounds bounds, List<PartitionBounds> siblings) {
        if (bounds instanceof RangeBounds range) {
            return range(range);
        }
        if (bounds instanceof ListBounds list) {
            return list(list);
        }
        if (bounds instanceof HashBounds hash) {
            return hash(hash);
        }
        return key.strategy() == PartitionStrategy.LIST ? noList(siblings) : noRange(siblings);
    }

    private String noRange(List<PartitionBounds> siblings) {
        String others = siblings.stream()
                .filter(RangeBounds.class::isInstance)
                .map(s -> "(" + String.join(" AND ", sides((RangeBounds) s)) + ")")
                .collect(Collectors.joining(" OR "));
        return others.isEmpty() ? "true" : "NOT (" + String.join(" AND ", notNull()) + " AND (" + others + "))";
    }

    private String noList(List<PartitionBounds> siblings) {
        List<BoundValue> values = siblings.stream()
                .filter(ListBounds.class::isInstance)
                .flatMap(s -> ((ListBounds) s).values().stream())
                .toList();
        return values.isEmpty() ? "true" : "NOT (" + list(new ListBounds(values)) + ")";
    }

    private String range(RangeBounds bounds) {
        if (bounds.from().size() != columns.size()) {
            throw new PartitioningException(
                    "Cannot use " + bounds.sql() + " for a partition of " + parent.sql(),
                    "its key has " + columns.size() + " columns and the bounds have "
                            + bounds.from().size(),
                    "Give one value for each key column");
        }
        List<String> all = new ArrayList<>(notNull());
        all.addAll(sides(bounds));
        return String.join(" AND ", all);
    }

    private List<String> notNull() {
        return columns.stream().map(c -> "(" + c + " IS NOT NULL)").toList();
    }

    /** Columns in which start and end are the same, then the start, then the end. */
    private List<String> sides(RangeBounds bounds) {
        List<String> all = new ArrayList<>();
        int equal = 0;
        while (equal < columns.size() - 1
                && bounds.from().get(equal) instanceof BoundValue.Literal
                && bounds.from().get(equal).equals(bounds.to().get(equal))) {
            all.add(compare(equal, "=", bounds.from().get(equal)));
            equal++;
        }
        addSide(all, bounds.from(), equal, ">", ">=");
        addSide(all, bounds.to(), equal, "<", "<");
        return all.isEmpty() ? List.of("true") : all;
    }

    /** Row comparison taken apart: {@code a > 1 OR (a = 1 AND b >= 2)}. */
    private void addSide(List<String> all, List<BoundValue> values, int first, String strict, String last) {
        List<String> alternatives = new ArrayList<>();
        List<String> prefix = new ArrayList<>();
        for (int i = first; i < values.size(); i++) {
            BoundValue value = values.get(i);
            boolean literal = value instanceof BoundValue.Literal;
            boolean open = strict.equals(">") ? value.equals(BoundValue.MINVALUE) : value.equals(BoundValue.MAXVALUE);
            if (!literal) {
                if (open) {
                    if (prefix.isEmpty()) {
                        return;
                    }
                    alternatives.add(and(prefix, ""));
                }
                break;
            }
            boolean lastValue = i == values.size() - 1;
            alternatives.add(and(prefix, compare(i, lastValue ? last : strict, value)));
            prefix.add(compare(i, "=", value));
        }
        if (alternatives.isEmpty()) {
            all.add("false");
            return;
        }
        all.add(alternatives.size() == 1 ? alternatives.get(0) : "(" + String.join(" OR ", alternatives) + ")");
    }

    private static String and(List<String> prefix, String last) {
        List<String> parts = new ArrayList<>(prefix);
        if (!last.isEmpty()) {
            parts.add(last);
        }
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(" AND ", parts) + ")";
    }

    private String compare(int column, String operator, BoundValue value) {
        return "(" + columns.get(column) + " " + operator + " " + value.sql() + ")";
    }

    private String list(ListBounds bounds) {
        String column = columns.get(0);
        String values = bounds.values().stream()
                .filter(v -> !v.equals(BoundValue.NULL))
                .map(BoundValue::sql)
                .collect(Collectors.joining(", "));
        boolean withNull = bounds.values().contains(BoundValue.NULL);
        if (values.isEmpty()) {
            return "(" + column + " IS NULL)";
        }
        String in = "(" + column + " IN (" + values + "))";
        return withNull ? "((" + column + " IS NULL) OR " + in + ")" : "(" + column + " IS NOT NULL) AND " + in;
    }

    private String hash(HashBounds bounds) {
        return "pg_catalog.satisfies_hash_partition(" + SqlLiteral.quote(parent.sql()) + "::pg_catalog.regclass, "
                + bounds.modulus() + ", " + bounds.remainder() + ", " + String.join(", ", columns) + ")";
    }

    @Override
    public String toString() {
        return "conditions over " + key.sql();
    }
}
