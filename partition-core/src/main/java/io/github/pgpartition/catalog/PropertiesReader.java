package io.github.pgpartition.catalog;

import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what new partitions of tables are to have, any number of tables in one query, which takes no lock.
 *
 * <p>One more query follows where a table has policies, extended statistics with a target, or an index as its replica identity: the server prints
 * those, under ACCESS SHARE on the table and with an empty {@code search_path}. So call it in a transaction with a {@code lock_timeout}.
 */
public final class PropertiesReader {

    /** A table, and the template whose storage parameters come before those of its newest partition. */
    public record Source(long oid, @Nullable QualifiedName template) {}

    private final Connection connection;
    private final Map<Long, InheritedProperties.Builder> found = new HashMap<>();
    private final Set<Long> printed = new LinkedHashSet<>();

    private PropertiesReader(Connection connection) {
        this.connection = connection;
    }

    /** What new partitions of the table are to have. */
    public static InheritedProperties read(Connection connection, Source table) throws SQLException {
        return read(connection, List.of(table)).getOrDefault(table.oid(), InheritedProperties.NONE);
    }

    /** By the OID of the table; without those that have nothing to pass on. */
    public static Map<Long, InheritedProperties> read(Connection connection, Collection<Source> tables)
            throws SQLException {
        return new PropertiesReader(connection).read(tables);
    }

    private Map<Long, InheritedProperties> read(Collection<Source> tables) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        Array oids = oids(tables.stream().map(Source::oid).toList());
        Array templates = connection.createArrayOf(
                "text",
                tables.stream()
                        .map(t -> t.template() == null ? null : t.template().sql())
                        .toArray());
        String before = SearchPath.empty(connection);
        query(PropertiesQuery.of(version), List.of(oids, templates));
        if (!printed.isEmpty()) {
            query(PrintedQuery.of(version), List.of(oids(printed)));
        }
        SearchPath.set(connection, before);
        Map<Long, InheritedProperties> properties = new HashMap<>();
        found.forEach((oid, builder) -> properties.put(oid, builder.build()));
        return properties;
    }

    private Array oids(Collection<Long> oids) throws SQLException {
        return connection.createArrayOf("oid", oids.toArray());
    }

    private void query(String sql, List<Array> parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setArray(i + 1, parameters.get(i));
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    long oid = rows.getLong("oid");
                    PropertyRow row = PropertyRow.of(rows);
                    row.addTo(found.computeIfAbsent(oid, o -> new InheritedProperties.Builder()));
                    if (row.kind().equals(PropertyRow.PRINTED)) {
                        printed.add(oid);
                    }
                }
            }
        }
    }
}
