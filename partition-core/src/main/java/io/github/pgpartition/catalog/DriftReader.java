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
 * Finds partitions that lack what a new one would get, in one query for any number of tables; a second one where there may be some.
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
        int version = connection.getMetaData().getDatabaseMajorVersion();
        List<Long> candidates = new ArrayList<>();
        query(connection, DriftQuery.candidates(version), tables, row -> candidates.add(row.getLong("root")));
        if (candidates.isEmpty()) {
            return List.of();
        }
        Map<Long, Found> found = new LinkedHashMap<>();
        String before = SearchPath.empty(connection);
        query(connection, DriftQuery.of(version), candidates, row -> {
            Found table = found.computeIfAbsent(row.getLong("root"), o -> new Found());
            table.partitions = row.getInt("partitions");
            PropertyRow.of(row)
                    .addTo(table.first.computeIfAbsent(
                            QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                            p -> new InheritedProperties.Builder()));
        });
        SearchPath.set(connection, before);
        List<Drift> drifts = new ArrayList<>();
        found.forEach((oid, table) -> drifts.add(table.drift(oid)));
        return drifts;
    }

    private interface RowWork {
        void on(ResultSet row) throws SQLException;
    }

    private static void query(Connection connection, String sql, Collection<Long> tables, RowWork work)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    work.on(rows);
                }
            }
        }
    }
}
