package io.github.pgpartition.registry;

import io.github.pgpartition.error.PartitioningException;
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

/** Reads view {@code pgpartition.status}. Waits for no lock. */
public final class StatusReader {

    private static final String READ = """
            SELECT n.nspname, c.relname, s.verdict, s.reason, s.partitions,
                   CASE WHEN pg_catalog.isfinite(s.runway_ends_at) THEN s.runway_ends_at END AS runway_ends_at,
                   s.gaps, s.rows_in_default, s.detach_pending, s.last_pass_at, s.last_success_at
              FROM pgpartition.status s
              JOIN pg_catalog.pg_class c ON c.oid = s.relation::pg_catalog.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"
            """;

    private final Connection connection;

    public StatusReader(Connection connection) {
        this.connection = connection;
    }

    /** Of every managed table, by name. */
    public List<TableStatus> read() {
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet rows = query.executeQuery()) {
            List<TableStatus> all = new ArrayList<>();
            while (rows.next()) {
                all.add(status(rows));
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
        return new TableStatus(
                QualifiedName.of(row.getString("nspname"), row.getString("relname")),
                Verdict.valueOf(row.getString("verdict")),
                row.getString("reason"),
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
