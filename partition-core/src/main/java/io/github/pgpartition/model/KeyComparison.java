package io.github.pgpartition.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How one part of a key is compared: with the operators of its operator class, named with their schema. Found by name alone they could be
 * anybody's, who may create operators in a schema of the {@code search_path}.
 *
 * @param expression  the column or expression, as SQL, without collation and operator class
 * @param collation   the collation where it is another than that of the expression, as SQL; else empty
 * @param operators   how {@code <}, {@code <=}, {@code =}, {@code >=} and {@code >} are written
 * @param isCollated  whether values are compared under any collation
 */
public record KeyComparison(String expression, String collation, Map<String, String> operators, boolean isCollated) {

    public KeyComparison {
        requireNonNull(expression, "expression");
        requireNonNull(collation, "collation");
        operators = Map.copyOf(operators);
    }

    /** As for the types that PostgreSQL brings, without an operator class of its own. */
    public static KeyComparison builtIn(String expression, String collation) {
        return new KeyComparison(expression, collation, builtIn("<", "<=", "=", ">=", ">"), !collation.isEmpty());
    }

    /** Operators of {@code pg_catalog} under the names of an operator class, in the order of their strategies. */
    public static Map<String, String> builtIn(String less, String atMost, String equal, String atLeast, String more) {
        return Map.of(
                "<", qualified(less),
                "<=", qualified(atMost),
                "=", qualified(equal),
                ">=", qualified(atLeast),
                ">", qualified(more));
    }

    private static String qualified(String operator) {
        return "OPERATOR(pg_catalog." + operator + ")";
    }

    /** The part as it is compared: under its collation, where that is another than its own. */
    public String compared() {
        return collation.isEmpty() ? expression : "(" + expression + " COLLATE " + collation + ")";
    }

    /** A condition over the part. */
    public String compare(String operator, String value) {
        return "(" + compared() + " " + requireNonNull(operators.get(operator), operator) + " " + value + ")";
    }
}
