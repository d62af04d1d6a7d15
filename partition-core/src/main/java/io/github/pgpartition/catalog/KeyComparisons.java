package io.github.pgpartition.catalog;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.sql.Identifier;
import io.github.pgpartition.sql.InvalidNameException;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the parts of a key are compared: read from the catalog, or told from the key as it is written. Takes no lock. */
public final class KeyComparisons {

    private static final List<String> STRATEGIES = List.of("<", "<=", "=", ">=", ">");
    private static final String COLLATE = "COLLATE ";

    /** Operator classes under which text is compared byte by byte. */
    private static final List<String> PATTERN =
            List.of("text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops");

    /** An operator class for hash has one operator, which is equality. */
    private static final String OPERATORS = """
            SELECT u.nr, u.coll <> 0::pg_catalog.oid AS collated,
                   CASE WHEN m.amname = 'hash' THEN 3 ELSE o.amopstrategy::pg_catalog.int4 END AS strategy,
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, p.oprname) AS operator
              FROM pg_catalog.pg_partitioned_table t
             CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(t.partclass::pg_catalog.oid[]),
                                           pg_catalog.unnest(t.partcollation::pg_catalog.oid[]))
                   WITH ORDINALITY AS u(opclass, coll, nr)
              JOIN pg_catalog.pg_opclass c ON c.oid = u.opclass
              JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod
              JOIN pg_catalog.pg_amop o ON o.amopfamily = c.opcfamily AND o.amoppurpose = 's'
                   AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype
              JOIN pg_catalog.pg_operator p ON p.oid = o.amopopr
              JOIN pg_catalog.pg_namespace n ON n.oid = p.oprnamespace
             WHERE t.partrelid = ?::pg_catalog.oid
             ORDER BY u.nr, o.amopstrategy
            """;

    private KeyComparisons() {}

    /** Of a table that is there. */
    public static List<KeyComparison> read(Connection connection, PartitionedTable table) {
        List<KeyComparison> all = new ArrayList<>();
        for (PartitionKey.Part part : table.key().parts()) {
            Written written = Written.of(part.sql());
            all.add(new KeyComparison(written.expression, written.collation, Map.of(), false));
        }
        try (PreparedStatement query = connection.prepareStatement(OPERATORS)) {
            query.setLong(1, table.oid());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.set(row.getInt(1) - 1, with(all.get(row.getInt(1) - 1), row));
                }
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the operators of the key of " + table.name().sql(), OPERATORS, e, "Run it again");
        }
        return all;
    }

    private static KeyComparison with(KeyComparison part, ResultSet row) throws SQLException {
        Map<String, String> operators = new HashMap<>(part.operators());
        operators.put(STRATEGIES.get(row.getInt(3) - 1), row.getString(4));
        return new KeyComparison(part.expression(), part.collation(), operators, row.getBoolean(2));
    }

    /** The column that a part is, whatever its collation and operator class; empty where it is an expression. */
    public static Optional<Identifier> column(PartitionKey.Part part) {
        if (part instanceof PartitionKey.Column column) {
            return Optional.of(column.name());
        }
        try {
            return Optional.of(Identifier.parse(Written.of(part.sql()).expression));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** Of a table that is only declared: its key is as somebody has written it, several parts in one expression perhaps. */
    public static List<KeyComparison> declared(QualifiedName table, PartitionKey key) {
        return key.parts().stream()
                .flatMap(part -> part instanceof PartitionKey.Column
                        ? List.of(part.sql()).stream()
                        : SqlTokens.splitList(part.sql()).stream())
                .map(part -> declared(table, Written.of(part)))
                .toList();
    }

    private static KeyComparison declared(QualifiedName table, Written part) {
        KeyComparison builtIn = KeyComparison.builtIn(part.expression, part.collation);
        if (part.operatorClass.isEmpty()) {
            return builtIn;
        }
        if (PATTERN.contains(part.operatorClass)) {
            Map<String, String> operators = KeyComparison.builtIn("~<~", "~<=~", "=", "~>=~", "~>~");
            return new KeyComparison(part.expression, part.collation, operators, true);
        }
        throw new PartitioningException(
                "Cannot write the bounds of partitions of " + table.sql() + " as a CHECK",
                "the table is not in this database, which alone knows the operators of " + part.operatorClass,
                "Run it on a database that has the table, or leave online out");
    }

    /** One part of a key: {@code "name" COLLATE "C" text_pattern_ops}, {@code lower(name)}, {@code (at::date)}. */
    private record Written(String expression, String collation, String operatorClass) {

        static Written of(String text) {
            int end = endOfExpression(text);
            String rest = text.substring(end).strip();
            boolean collated = rest.regionMatches(true, 0, COLLATE, 0, COLLATE.length());
            String more = collated ? rest.substring(COLLATE.length()).strip() : rest;
            int endOfCollation = collated ? endOfWord(more, 0) : 0;
            return new Written(
                    text.substring(0, end),
                    more.substring(0, endOfCollation),
                    more.substring(endOfCollation).strip());
        }

        private static int endOfExpression(String text) {
            if (text.startsWith("(")) {
                return SqlTokens.endOfToken(text, 0);
            }
            int end = endOfWord(text, 0);
            return end < text.length() && text.charAt(end) == '(' ? SqlTokens.endOfToken(text, end) : end;
        }

        /** A name with its schema. */
        private static int endOfWord(String text, int start) {
            int at = start;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && text.charAt(at) != '(') {
                at = SqlTokens.endOfToken(text, at);
            }
            return at;
        }
    }
}
