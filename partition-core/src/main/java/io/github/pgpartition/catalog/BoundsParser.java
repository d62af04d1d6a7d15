package io.github.pgpartition.catalog;

import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.DefaultBounds;
import io.github.pgpartition.model.HashBounds;
import io.github.pgpartition.model.ListBounds;
import io.github.pgpartition.model.PartitionBounds;
import io.github.pgpartition.model.RangeBounds;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the bounds that the server prints with {@code pg_get_expr(relpartbound, 0)}.
 *
 * @param standardConformingStrings the server's setting of that name; where it is off, backslashes come doubled
 */
public record BoundsParser(boolean standardConformingStrings) {

    private static final Pattern HASH =
            Pattern.compile("WITH \\(modulus (\\d+), remainder (\\d+)\\)", Pattern.CASE_INSENSITIVE);
    private static final String VALUES = "FOR VALUES ";
    private static final String BETWEEN = " TO ";

    public PartitionBounds parse(String text) {
        if (text.equals("DEFAULT")) {
            return new DefaultBounds();
        }
        if (!text.startsWith(VALUES)) {
            throw unreadable(text);
        }
        String clause = text.substring(VALUES.length());
        if (clause.startsWith("FROM (")) {
            return range(clause);
        }
        if (clause.startsWith("IN (")) {
            return new ListBounds(values(SqlTokens.insideParentheses(clause, "IN ".length())));
        }
        Matcher hash = HASH.matcher(clause);
        if (hash.matches()) {
            return new HashBounds(Integer.parseInt(hash.group(1)), Integer.parseInt(hash.group(2)));
        }
        throw unreadable(text);
    }

    private PartitionBounds range(String clause) {
        int from = "FROM ".length();
        int to = SqlTokens.endOfToken(clause, from) + BETWEEN.length();
        return new RangeBounds(
                values(SqlTokens.insideParentheses(clause, from)), values(SqlTokens.insideParentheses(clause, to)));
    }

    private List<BoundValue> values(String list) {
        return SqlTokens.splitList(list).stream().map(this::value).toList();
    }

    private BoundValue value(String token) {
        return switch (token) {
            case "MINVALUE" -> BoundValue.MINVALUE;
            case "MAXVALUE" -> BoundValue.MAXVALUE;
            case "NULL" -> BoundValue.NULL;
            default -> BoundValue.of(literal(token));
        };
    }

    private String literal(String token) {
        if (token.startsWith("'")) {
            String text = token.substring(1, token.length() - 1).replace("''", "'");
            return standardConformingStrings ? text : text.replace("\\\\", "\\");
        }
        boolean bits = token.startsWith("B'");
        return bits ? token.substring(2, token.length() - 1) : token;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("Cannot read partition bounds: " + text);
    }
}
