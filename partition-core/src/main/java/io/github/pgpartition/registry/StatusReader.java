package io.github.pgpartition.registry;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.operation.GuardDefault;
import io.github.pgpartition.registry.TableStatus.Verdict;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads view {@code pgpartition.status}, and beside it whether an interrupted pass has left a CHECK of its own on a DEFAULT partition. Waits
 * for no lock.
 */
public final class StatusReader {

    private static final String READ = """
            SELECT n.nspname, c.relname, s.verdict, s.reason, s.partitions,
                   CASE WHEN pg_catalog.isfinite(s.runway_ends_at) THEN s.runway_ends_at END AS runway_ends_at,
                   s.gaps, s.rows_in_default, s.detach_pending, s.last_pass_at, s.last_success_at, g.guards
              FROM pgpartition.status s
              JOIN pg_catalog.pg_class c ON c.oid = s.relation::pg_catalog.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN (
                    SELECT pg_catalog.pg_partition_root(k.conrelid::pg_catalog.regclass)::pg_catalog.oid AS root,
                           pg_catalog.string_agg(pg_catalog.format('%I on %s', k.conname, k.conrelid::pg_catalog.regclass), ', ') AS guards
                      FROM pg_catalog.pg_description d
                      JOIN pg_catalog.pg_constraint k ON k.oid = d.objoid AND k.contype = 'c'
                     WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
                       AND pg_catalog.starts_with(d.description, ?)
                     GROUP BY 1
                   ) g ON g.root = c.oid
             ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"
            """;

    private final Connection connection;

    public StatusReader(Connection connection) {
        this.connection = connection;
    }

    /** Of every managed table, by name. */
    public List<TableStatus> read() {
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, GuardDefault.MARK);
            List<TableStatus> all = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(status(rows));
                }
            }
            return all;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read pgpartition.status",
                    READ,
                    e,
                    "Give the role USAGE on schema pgpartition and SELECT on its views");
        }
    }

    private static TableStatus status(ResultSet row) throws SQLException {
        Verdict verdict = Verdict.valueOf(row.getString("verdict"));
        String reason = row.getString("reason");
        String guards = row.getString("guards");
        if (guards != null) {
            verdict = verdict == Verdict.OK ? Verdict.WARN : verdict;
            reason += (reason.isEmpty() ? "" : "; ") + "an interrupted pass has left check " + guards
                    + ", which refuses rows; the next pass takes it away";
        }
        return new TableStatus(
                QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                verdict,
                reason,
                row.getLong("partitions"),
                moment(row, "runway_ends_at"),
                row.getLong("gaps"),
                row.getLong("rows_in_default"),
                row.getLong("detach_pending"),
                moment(row, "last_pass_at"),
                moment(row, "last_success_at"));
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
