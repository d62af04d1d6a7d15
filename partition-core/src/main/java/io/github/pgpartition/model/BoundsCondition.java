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
 * source), so that it can prove the one from the other, and then attaches without a scan. It cannot for a hash key with text, which is
 * refused, nor for a list of more than 100 values of a {@code varchar}, which is scanned.
 */
public final class BoundsCondition {

    private final PartitionStrategy strategy;
    private final List<KeyComparison> parts;
    private final QualifiedName parent;

    /** For a key of types that PostgreSQL brings, without collations and operator classes of its own. */
    public BoundsCondition(PartitionKey key, QualifiedName parent) {
        this(
                key.strategy(),
                key.parts().stream()
                        .map(p -> KeyComparison.builtIn(
                                p instanceof PartitionKey.Column ? p.sql() : "(" + p.sql() + ")", ""))
                        .toList(),
                parent);
    }

    /** @param parts of the key, as the catalog or the changelog knows them */
    public BoundsCondition(PartitionStrategy strategy, List<KeyComparison> parts, QualifiedName parent) {
        this.strategy = strategy;
        this.parts = List.copyOf(parts);
        this.parent = parent;
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
        return strategy == PartitionStrategy.LIST ? noList(siblings) : noRange(siblings);
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
        if (bounds.from().size() != parts.size()) {
            throw new PartitioningException(
                    "Cannot use " + bounds.sql() + " for a partition of " + parent.sql(),
                    "its key has " + parts.size() + " columns and the bounds have "
                            + bounds.from().size(),
                    "Give one value for each key column");
        }
        List<String> all = new ArrayList<>(notNull());
        all.addAll(sides(bounds));
        return String.join(" AND ", all);
    }

    private List<String> notNull() {
        return parts.stream().map(p -> "(" + p.expression() + " IS NOT NULL)").toList();
    }

    /** Columns in which start and end are the same, then the start, then the end. */
    private List<String> sides(RangeBounds bounds) {
        List<String> all = new ArrayList<>();
        int equal = 0;
        while (equal < parts.size() - 1
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
        return parts.get(column).compare(operator, value.sql());
    }

    private String list(ListBounds bounds) {
        String column = parts.get(0).expression();
        List<String> values = bounds.values().stream()
                .filter(BoundValue.Literal.class::isInstance)
                .map(v -> ((BoundValue.Literal) v).text())
                .toList();
        boolean withNull = bounds.values().contains(BoundValue.NULL);
        if (values.isEmpty()) {
            return "(" + column + " IS NULL)";
        }
        String in = parts.get(0).compare("=", oneOf(values));
        return withNull ? "((" + column + " IS NULL) OR " + in + ")" : "(" + column + " IS NOT NULL) AND " + in;
    }

    /** An array without a type: it takes that of the operator. */
    private static String oneOf(List<String> values) {
        return values.size() == 1
                ? SqlLiteral.quote(values.get(0))
                : "ANY ("
                        + SqlLiteral.quote(values.stream()
                                .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                                .collect(Collectors.joining(",", "{", "}")))
                        + ")";
    }

    private String hash(HashBounds bounds) {
        if (parts.stream().anyMatch(KeyComparison::isCollated)) {
            throw new PartitioningException(
                    "Cannot write " + bounds.sql() + " of " + parent.sql() + " as a CHECK",
                    "where a hash key holds text, PostgreSQL takes no CHECK as proof that rows belong to a partition",
                    "Leave online out: the table is then scanned while it is locked");
        }
        return "pg_catalog.satisfies_hash_partition(" + SqlLiteral.quote(parent.sql()) + "::pg_catalog.regclass, "
                + bounds.modulus() + ", " + bounds.remainder() + ", "
                + parts.stream().map(KeyComparison::expression).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public String toString() {
        return "conditions over "
                + parts.stream().map(KeyComparison::expression).collect(Collectors.joining(", "));
    }
}
