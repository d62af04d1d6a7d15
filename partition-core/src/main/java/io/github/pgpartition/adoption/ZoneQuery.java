package io.github.pgpartition.adoption;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Zones in which the boundaries of a table may fall: UTC, those that the database or the role is set to, that of the server's log, which is
 * the server's own unless somebody changed it, and that of the session, which drivers set. They are guesses: what is found must fit the bounds.
 */
final class ZoneQuery {

    private static final String SQL = """
            SELECT z.zone
              FROM (SELECT 1 AS nr, pg_catalog.split_part(s.setting, '=', 2) AS zone
                      FROM pg_catalog.pg_db_role_setting r
                     CROSS JOIN LATERAL pg_catalog.unnest(r.setconfig) AS s(setting)
                     WHERE r.setdatabase IN (0::pg_catalog.oid,
                                             (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
                       AND r.setrole IN (0::pg_catalog.oid, (SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname = CURRENT_USER))
                       AND pg_catalog.lower(s.setting) LIKE 'timezone=%'
                    UNION ALL
                    SELECT 2, pg_catalog.current_setting('log_timezone')
                    UNION ALL
                    SELECT 3, pg_catalog.current_setting('TimeZone')) z
             ORDER BY z.nr, z.zone COLLATE pg_catalog."C"
            """;

    private ZoneQuery() {}

    /** Without those that Java does not know. */
    static List<ZoneId> zones(Connection connection) throws SQLException {
        List<ZoneId> zones = new ArrayList<>(List.of(ZoneId.of("UTC")));
        try (PreparedStatement query = connection.prepareStatement(SQL);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String id = rows.getString("zone");
                if (ZoneId.getAvailableZoneIds().contains(id) && !zones.contains(ZoneId.of(id))) {
                    zones.add(ZoneId.of(id));
                }
            }
        }
        return zones;
    }
}
