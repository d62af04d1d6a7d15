package io.github.pgpartition.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What sessions that help another must have in common with it: what names in expressions mean, who owns what is made, how much a build may use. */
final class SharedSettings {

    private static final String QUERY = """
            SELECT s.name, pg_catalog.current_setting(s.name)
              FROM pg_catalog.unnest(ARRAY['search_path', 'role', 'maintenance_work_mem', 'max_parallel_maintenance_workers']) AS s(name)
             WHERE s.name <> 'role' OR pg_catalog.current_setting(s.name) <> 'none'
            """;

    private SharedSettings() {}

    static Map<String, String> of(Connection connection) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(QUERY);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }
}
