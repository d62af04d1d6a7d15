package io.github.pgpartition.registry;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.registry.TableStatus.Verdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads view {@code pgpartition.status}. Waits for no lock on tables that are managed, and for one on the registry as long as it is told. */
public final class StatusReader {

    private static final String READ = """
            SELECT s.schema_name, s.table_name, s.verdict, s.reason, s.partitions,
                   CASE WHEN pg_catalog.isfinite(s.runway_ends_at) THEN s.runway_ends_at END AS runway_ends_at,
                   s.gaps, s.rows_in_default, s.detach_pending, s.last_pass_at, s.last_success_at
              FROM pgpartition.status s
             ORDER BY s.schema_name COLLATE pg_catalog."C", s.table_name COLLATE pg_catalog."C"
            """;

    private final Connection connection;
    private final String lockTimeout;

    /** @param lockTimeout as PostgreSQL writes it */
    public StatusReader(Connection connection, String lockTimeout) {
        this.connection = connection;
        this.lockTimeout = lockTimeout;
    }

    /** Of every managed table, by name. */
    public List<TableStatus> read() {
        try {
            return RegistryQuery.run(connection, lockTimeout, READ, rows -> {
                List<TableStatus> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(status(rows));
                }
                return all;
            });
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot read pgpartition.status", READ, e, next(e));
        }
    }

    private static String next(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "55P03" -> "Somebody has locked a table of schema pgpartition, and pg_locks says who";
            case "42703" ->
                "The schema is of an earlier version: let the role that installed it call PartitionManager.install() once";
            case "42501" -> "Give the role USAGE on schema pgpartition and SELECT on its views";
            default -> "Correct what the server names, and run it again";
        };
    }

    private static TableStatus status(ResultSet row) throws SQLException {
        return new TableStatus(
                Registry.name(row.getString("schema_name"), row.getString("table_name"), "?"),
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
