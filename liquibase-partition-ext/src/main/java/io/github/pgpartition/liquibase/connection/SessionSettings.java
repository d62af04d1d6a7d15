package io.github.pgpartition.liquibase.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What sessions that work for Liquibase must have in common with its own. */
public final class SessionSettings {

    /** What names in expressions mean, who owns what is made, and what was set for the sake of a build. */
    private static final String SHARED = """
            SELECT s.name, pg_catalog.current_setting(s.name)
              FROM pg_catalog.unnest(ARRAY['search_path', 'role', 'maintenance_work_mem', 'max_parallel_maintenance_workers']) AS s(name)
             WHERE s.name <> 'role' OR pg_catalog.current_setting(s.name) <> 'none'
            """;

    /** The same for all sessions of one database of one server that is up; another for a standby of it. */
    private static final String SERVER = """
            SELECT pg_catalog.concat_ws(' ', pg_catalog.current_database(),
                       (pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000000)::pg_catalog.int8)
            """;

    private SessionSettings() {}

    public static Map<String, String> of(Connection connection) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SHARED);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }

    static String server(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SERVER);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
