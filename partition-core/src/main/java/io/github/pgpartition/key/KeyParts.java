package io.github.pgpartition.key;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.catalog.NotPartitioned;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.BoundedCatalog;
import io.github.pgpartition.execution.BoundedRead;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a key, how they are compared, and which type a value has to be cast to.
 *
 * @param types    as {@code format_type} prints them
 * @param castable with their schema, quoted where it is needed
 */
public record KeyParts(
        QualifiedName table,
        PartitionStrategy strategy,
        List<KeyComparison> parts,
        List<String> types,
        List<String> castable) {

    /**
     * Each part is worked out once, over a row of NULLs, to learn its type: an expression has none in the catalog. The row is the lacking side
     * of an outer join, since a domain that is NOT NULL refuses a NULL that is made for it.
     */
    private static final String CASTABLE = """
            SELECT pg_catalog.format('%%I.%%I', n.nspname, t.typname)
              FROM (SELECT ARRAY[%s]::pg_catalog.oid[] AS types
                      FROM (SELECT) one
                      LEFT JOIN pg_catalog.jsonb_populate_record(NULL::%s, '{}') AS r ON false) k
             CROSS JOIN LATERAL pg_catalog.unnest(k.types) WITH ORDINALITY AS u(oid, nr)
              JOIN pg_catalog.pg_type t ON t.oid = u.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
             ORDER BY u.nr
            """;

    public KeyParts {
        parts = List.copyOf(parts);
        types = List.copyOf(types);
        castable = List.copyOf(castable);
    }

    /** Takes ACCESS SHARE on the table for a moment, under the lock policy. */
    public static KeyParts read(Connection connection, LockPolicy locks, QualifiedName name) throws SQLException {
        PartitionedTable table = BoundedCatalog.onDemand(connection, locks)
                .withoutPartitions(name)
                .orElseThrow(() -> NotPartitioned.refusal(connection, "Cannot use the key of " + name.sql(), name));
        List<KeyComparison> parts = KeyComparisons.read(connection, table);
        String sql = String.format(
                Locale.ROOT,
                CASTABLE,
                parts.stream()
                        .map(p -> "pg_catalog.pg_typeof(" + p.expression() + ")")
                        .collect(joining(", ")),
                table.name().sql());
        try {
            List<String> castable = BoundedRead.run(connection, locks, () -> texts(connection, sql));
            return new KeyParts(table.name(), table.strategy(), parts, table.keyTypes(), castable);
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the key of " + table.name().sql(), sql, e, "Run it again");
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
