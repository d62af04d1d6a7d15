package io.github.pgpartition.execution;

import io.github.pgpartition.operation.Operation;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.TableLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Who holds locks on a table: asked after a wait for it was given up, on the same connection, so that a pool of one is enough. */
public final class Blockers {

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
               AND l.relation IN (SELECT pg_catalog.to_regclass(n) FROM pg_catalog.unnest(?::pg_catalog.text[]) AS n)
             GROUP BY l.pid, a.application_name, a.xact_start, l.relation, a.query
             ORDER BY a.xact_start, l.pid
            """;

    private Blockers() {}

    /** One line for each session that has a lock on one of these relations, oldest transaction first. */
    public static List<String> of(Connection connection, Collection<QualifiedName> relations) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", relations.stream().map(QualifiedName::sql).toArray()));
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }

    /** Why an operation did not get its locks, and who was in the way. */
    public static String explain(Connection connection, Operation operation, LockPolicy locks, int attempts) {
        List<QualifiedName> relations = operation.statements().stream()
                .flatMap(s -> s.locks().stream())
                .map(TableLock::table)
                .distinct()
                .toList();
        return explain(connection, relations, locks, attempts);
    }

    /** The same for the locks of these relations. */
    public static String explain(
            Connection connection, Collection<QualifiedName> relations, LockPolicy locks, int attempts) {
        String why = attempts + (attempts == 1 ? " attempt of " : " attempts of ")
                + locks.timeout().toMillis() + " ms did not get the lock";
        try {
            List<String> blockers = of(connection, relations);
            return blockers.isEmpty() ? why : why + "; in the way: " + String.join("; ", blockers);
        } catch (SQLException e) {
            return why + "; who was in the way could not be read: " + e.getMessage();
        }
    }
}
