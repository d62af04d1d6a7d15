package io.github.pgpartition.execution;

import io.github.pgpartition.catalog.CatalogReader;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.sql.Identifier;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what plans are made from. */
final class StateReader {

    private static final String TAKEN = """
            SELECT c.relname
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ANY (?)
            """;

    private final Connection connection;

    StateReader(Connection connection) {
        this.connection = connection;
    }

    /** In one query, and one more for each table whose key counts. */
    List<TableState> states(Collection<Long> oids) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        List<TableState> states = new ArrayList<>();
        for (PartitionedTable table : new CatalogReader(connection).tablesByOid(oids)) {
            states.add(new TableState(table, highestKey(table), version, Set.of()));
        }
        return states;
    }

    private @Nullable KeyPoint highestKey(PartitionedTable table) throws SQLException {
        boolean counts = table.keyTypes().size() == 1
                && KeyEncoding.NUMBERS.contains(table.keyTypes().get(0));
        return counts ? max(table) : null;
    }

    private @Nullable KeyPoint max(PartitionedTable table) throws SQLException {
        PartitionKey.Part key = table.key().parts().get(0);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT max(" + key.sql() + ") FROM " + table.name().sql())) {
            result.next();
            BigDecimal highest = result.getBigDecimal(1);
            return highest == null ? null : KeyPoint.of(highest);
        }
    }

    /** Those of the names that some relation of the schema has already. */
    Set<Identifier> taken(Identifier schema, Collection<Identifier> names) throws SQLException {
        Set<Identifier> taken = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(TAKEN)) {
            query.setString(1, schema.value());
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(Identifier::value).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    taken.add(Identifier.of(rows.getString(1)));
                }
            }
        }
        return taken;
    }
}
