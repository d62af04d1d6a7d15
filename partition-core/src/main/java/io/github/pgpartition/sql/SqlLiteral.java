package io.github.pgpartition.sql;

import io.github.pgpartition.error.PartitioningException;

/** Text as an SQL string literal that means the same under every setting of {@code standard_conforming_strings}. */
public final class SqlLiteral {

    private SqlLiteral() {}

    public static String quote(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new PartitioningException(
                    "Cannot write a value in SQL",
                    "it holds a NUL character, which PostgreSQL cannot store",
                    "Remove it");
        }
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
