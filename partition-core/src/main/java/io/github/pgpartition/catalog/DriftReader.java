package io.github.pgpartition.catalog;

import io.github.pgpartition.model.Drift;
import io.github.pgpartition.model.InheritedProperties;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds partitions that lack what a new one would get, in one query for any number of tables.
 *
 * <p>Takes no lock, except where a policy is missing: the server prints it under ACCESS SHARE on the parent. So call it in a transaction with a
 * {@code lock_timeout}.
 */
public final class DriftReader {

    /** What has been read of one table. */
    private static final class Found {
        private final Map<QualifiedName, InheritedProperties.Builder> first = new LinkedHashMap<>();
        private int partitions;

        Drift drift(long oid) {
            Map<QualifiedName, InheritedProperties> lacking = new LinkedHashMap<>();
            first.forEach((partition, builder) -> lacking.put(partition, builder.build()));
            return new Drift(oid, partitions, lacking);
        }
    }

    private DriftReader() {}

    /** For those of the tables where a partition lacks something. */
    public static List<Drift> read(Connection connection, Collection<Long> tables) throws SQLException {
        String before = SearchPath.empty(connection);
        Map<Long, Found> found = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                DriftQuery.of(connection.getMetaData().getDatabaseMajorVersion()))) {
            query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Found table = found.computeIfAbsent(rows.getLong("root"), o -> new Found());
                    table.partitions = rows.getInt("partitions");
                    PropertyRow.of(rows)
                            .addTo(table.first.computeIfAbsent(
                                    QualifiedName.of(rows.getString("nspname"), rows.getString("relname")),
                                    p -> new InheritedProperties.Builder()));
                }
            }
        }
        SearchPath.set(connection, before);
        List<Drift> drifts = new ArrayList<>();
        found.forEach((oid, table) -> drifts.add(table.drift(oid)));
        return drifts;
    }
}
