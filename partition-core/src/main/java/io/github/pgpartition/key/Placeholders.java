package io.github.pgpartition.key;

import io.github.pgpartition.model.KeyComparison;
import java.util.Map;
import java.util.stream.Collectors;

/** Operators such as {@code ?} of jsonb, in SQL that the driver prepares: doubled, or it takes them for parameters. */
final class Placeholders {

    private Placeholders() {}

    static KeyComparison doubled(KeyComparison part) {
        return new KeyComparison(
                doubled(part.expression()),
                part.collation(),
                part.operators().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> doubled(e.getValue()))),
                part.isCollated());
    }

    /** Not in quotes, where the driver does not look for parameters. */
    static String doubled(String sql) {
        StringBuilder doubled = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            doubled.append(c == '?' && quote == 0 ? "??" : String.valueOf(c));
        }
        return doubled.toString();
    }
}
