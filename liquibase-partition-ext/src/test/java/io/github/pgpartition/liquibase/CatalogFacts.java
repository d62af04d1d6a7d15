package io.github.pgpartition.liquibase;

import io.github.pgpartition.testkit.PostgresDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about one table, each as short text; a table is named as SQL names it. */
record CatalogFacts(PostgresDatabase db, String table) {

    boolean exists() {
        return db.queryString("SELECT to_regclass(?)", table) != null;
    }

    /** {@code RANGE (created_at)}; null where it is not partitioned. */
    @Nullable
    String key() {
        return db.queryString("SELECT pg_get_partkeydef(?::regclass)", table);
    }

    /** {@code FOR VALUES …} with times in UTC; null where it is not a partition. */
    @Nullable
    String bounds() {
        return db.run("bounds of " + table, connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
            }
            try (var query = connection.prepareStatement(
                    "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = ?::regclass")) {
                query.setString(1, table);
                try (var row = query.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
    }

    /** Null where it is not a partition. */
    @Nullable
    String parent() {
        return db.queryString(
                "SELECT max(inhparent::regclass::text) FROM pg_inherits WHERE inhrelid = ?::regclass", table);
    }

    /** {@code t_pkey PRIMARY KEY (id)}; null where there is none. */
    @Nullable
    String primaryKey() {
        return db.queryString(
                "SELECT max(conname || ' ' || pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'p'",
                table);
    }

    /** {@code id integer NOT NULL DEFAULT 0}. */
    List<String> columns() {
        return db.queryStrings("""
                SELECT concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
                                 'DEFAULT ' || pg_get_expr(adbin, adrelid), 'IDENTITY ' || nullif(attidentity::text, ''))
                  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                 WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
                 ORDER BY attnum
                """, table);
    }

    /** Names of its partitions, by name. */
    List<String> partitions() {
        return db.queryStrings(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ?::regclass ORDER BY inhrelid::regclass::text COLLATE \"C\"",
                table);
    }
}
