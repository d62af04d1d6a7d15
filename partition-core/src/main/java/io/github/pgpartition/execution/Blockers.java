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

/**
 * Who holds locks on a table: asked after a wait for it was given up, on the same connection, so that a pool of one is enough. Also on tables
 * that it refers to or that refer to it by foreign keys, and on its DEFAULT partition: what is done to it may need a lock on those.
 */
public final class Blockers {

    /** A transaction that was prepared for two-phase commit has no session any more. */
    private static final String SQL = """
            WITH wanted(oid) AS (
                SELECT pg_catalog.to_regclass(n)::pg_catalog.oid FROM pg_catalog.unnest(?::pg_catalog.text[]) AS n
            ), locked(oid) AS (
                SELECT w.oid FROM wanted w
                 UNION
                SELECT c.confrelid FROM wanted w JOIN pg_catalog.pg_constraint c ON c.conrelid = w.oid AND c.contype = 'f'
                 UNION
                SELECT c.conrelid FROM wanted w JOIN pg_catalog.pg_constraint c ON c.confrelid = w.oid AND c.contype = 'f'
                 UNION
                SELECT p.partdefid FROM wanted w JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = w.oid
            ), held AS (
                SELECT l.pid, l.virtualtransaction, l.relation::pg_catalog.regclass AS name,
                       pg_catalog.string_agg(DISTINCT l.mode, ', ') AS modes
                  FROM pg_catalog.pg_locks l
                  JOIN locked k ON k.oid = l.relation
                 WHERE l.locktype = 'relation'
                   AND l.granted
                   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
                 GROUP BY l.pid, l.virtualtransaction, l.relation
            )
            SELECT line
              FROM (SELECT pg_catalog.format('pid %s, application "%s", in a transaction for %s, holds %s on %s, query "%s"',
                               h.pid, a.application_name,
                               pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start), h.modes, h.name,
                               pg_catalog.left(pg_catalog.regexp_replace(a.query, '[[:space:]]+', ' ', 'g'), 120)), a.xact_start, h.pid
                      FROM held h
                      JOIN pg_catalog.pg_stat_activity a ON a.pid = h.pid AND a.pid <> pg_catalog.pg_backend_pid()
                     UNION ALL
                    SELECT pg_catalog.format('prepared transaction "%s" of %s, for %s, holds %s on %s: end it with COMMIT PREPARED or ROLLBACK PREPARED',
                               x.gid, x.owner, pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - x.prepared), h.modes, h.name),
                           x.prepared, 0
                      FROM held h
                      JOIN pg_catalog.pg_locks t ON t.virtualtransaction = h.virtualtransaction AND t.locktype = 'transactionid' AND t.pid IS NULL
                      JOIN pg_catalog.pg_prepared_xacts x ON x.transaction = t.transactionid
                     WHERE h.pid IS NULL) AS b(line, since, pid)
             ORDER BY since, pid, line
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
