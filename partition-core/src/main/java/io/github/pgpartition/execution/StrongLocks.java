package io.github.pgpartition.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Locks that a transaction has already, and that others wait for as long as it goes on: those that readers or writers of a table cannot
 * pass. A table that the transaction has made itself does not count, nobody else sees it.
 */
public final class StrongLocks {

    /** The system columns of a table are written once, when it is made. */
    private static final String HELD = """
            SELECT pg_catalog.string_agg(pg_catalog.format('%s on %s', l.mode, l.relation::pg_catalog.regclass), ', ')
              FROM pg_catalog.pg_locks l
              JOIN pg_catalog.pg_attribute a ON a.attrelid = l.relation AND a.attname = 'tableoid' AND pg_catalog.age(a.xmin) > 0
             WHERE l.locktype = 'relation' AND l.granted AND l.pid = pg_catalog.pg_backend_pid()
               AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
               AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            """;

    private StrongLocks() {}

    /** Empty where the connection is in no transaction of its owner, or has none of them. */
    public static Optional<String> heldBy(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            return Optional.empty();
        }
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(HELD)) {
            row.next();
            return Optional.ofNullable(row.getString(1));
        }
    }
}
