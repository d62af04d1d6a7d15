package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Who holds locks on a table: asked after a wait for it was given up, on the same connection, so that a pool of one is enough. */
final class Blockers {

    private static final String SQL = """
            SELECT pg_catalog.format('pid %s, application "%s", in a transaction for %s, holds %s on %s, query "%s"',
                       l.pid, a.application_name,
                       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start),
                       pg_catalog.string_agg(DISTINCT l.mode, ', '), l.relation::pg_catalog.regclass,
                       pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 120))
              FROM pg_catalog.pg_locks l
              JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'relation'
               AND l.granted
               AND l.pid <> pg_catalog.pg_backend_pid()
               AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
               AND l.relation = ANY (?)
             GROUP BY l.pid, a.application_name, a.xact_start, l.relation, a.query
             ORDER BY a.xact_start, l.pid
            """;

    private Blockers() {}

    /** One line for each session that has a lock on one of these relations, oldest transaction first. */
    static List<String> of(Connection connection, Long... oids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("oid", oids));
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }
}
