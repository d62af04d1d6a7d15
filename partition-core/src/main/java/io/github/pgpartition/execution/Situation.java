package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * What a pass begins with, in one round trip.
 *
 * @param standby    whether this server only follows another
 * @param unfinished whether the history knows of tables to which something is still to be done
 * @param dropped    whether a managed table is not there any more
 * @param serverTime by the server's clock
 */
record Situation(boolean standby, boolean unfinished, boolean dropped, Instant serverTime) {

    private static final String SQL = """
            SELECT pg_catalog.pg_is_in_recovery(),
                   EXISTS (SELECT FROM pgpartition.history h WHERE h.next_action IS NOT NULL),
                   EXISTS (SELECT FROM pgpartition.managed_table m
                            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = m.relation::pg_catalog.oid)),
            """ + PassClock.SERVER;

    static Situation read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return new Situation(
                    row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), Instant.ofEpochMilli(row.getLong(4)));
        }
    }
}
