package io.github.pgpartition.operation;

import static java.util.Objects.requireNonNull;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.QualifiedName;
import org.jspecify.annotations.Nullable;

/**
 * One key of an index: a column or an expression, and how it is sorted.
 *
 * @param key             SQL: a quoted name, or an expression in parentheses
 * @param nullsFirst      null leaves it to the server: last, or first where the order is descending
 * @param collationOrNull a collation other than the column's
 * @param operatorClassOrNull SQL: a quoted name, with parameters in parentheses where it has some
 */
public record IndexColumn(
        String key,
        boolean descending,
        @Nullable Boolean nullsFirst,
        @Nullable QualifiedName collationOrNull,
        @Nullable String operatorClassOrNull) {

    public IndexColumn {
        requireNonNull(key, "key");
    }

    public static IndexColumn of(Identifier column) {
        return new IndexColumn(column.sql(), false, null, null, null);
    }

    /** The name as PostgreSQL stores it: case kept, no quotes. */
    public static IndexColumn of(String column) {
        return of(Identifier.of(column));
    }

    /** SQL taken as it stands: {@code lower(email)}, {@code payload -> 'id'}. */
    public static IndexColumn expression(String sql) {
        if (sql.isBlank()) {
            throw new PartitioningException(
                    "Cannot define an index", "an expression is empty", "Write it as in SQL, e.g. lower(email)");
        }
        return new IndexColumn("(" + sql + ")", false, null, null, null);
    }

    public IndexColumn withDescending(boolean isDescending) {
        return new IndexColumn(key, isDescending, nullsFirst, collationOrNull, operatorClassOrNull);
    }

    public IndexColumn withNullsFirst(@Nullable Boolean areFirst) {
        return new IndexColumn(key, descending, areFirst, collationOrNull, operatorClassOrNull);
    }

    /** Read as in SQL: {@code "C"}, {@code "de-x-icu"}. */
    public IndexColumn withCollation(String collation) {
        return new IndexColumn(key, descending, nullsFirst, QualifiedName.parse(collation), operatorClassOrNull);
    }

    /** Read as in SQL: {@code jsonb_path_ops}, {@code gist_trgm_ops(siglen = 32)}. */
    public IndexColumn withOperatorClass(String text) {
        int parameters = text.indexOf('(');
        String name = parameters < 0 ? text : text.substring(0, parameters);
        String rest = parameters < 0 ? "" : " " + text.substring(parameters).strip();
        String sql = QualifiedName.parse(name).sql() + rest;
        return new IndexColumn(key, descending, nullsFirst, collationOrNull, sql);
    }

    String sql() {
        return key
                + (collationOrNull == null ? "" : " COLLATE " + collationOrNull.sql())
                + (operatorClassOrNull == null ? "" : " " + operatorClassOrNull)
                + (descending ? " DESC" : "")
                + nulls();
    }

    private String nulls() {
        if (nullsFirst == null) {
            return "";
        }
        return nullsFirst ? " NULLS FIRST" : " NULLS LAST";
    }
}
