package io.github.pgpartition.adoption;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.execution.LockPolicy;
import io.github.pgpartition.execution.LockRetry;
import io.github.pgpartition.execution.ShortTransaction;
import io.github.pgpartition.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what pg_partman was told, in versions 4 and 5. Changes nothing, and waits for a lock no longer than the policy for it allows. */
final class PartmanQuery {

    /** Also where it was installed without being an extension. */
    private static final String SCHEMAS = """
            SELECT n.nspname, e.oid IS NOT NULL AS is_extension
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_extension e ON e.extnamespace = n.oid AND e.extname = 'pg_partman'
             WHERE c.relname = 'part_config' AND c.relkind = 'r'
               AND EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'partition_interval')
             ORDER BY is_extension DESC, n.nspname COLLATE pg_catalog."C"
            """;

    private static final String INDEXES =
            "SELECT pg_catalog.count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = pg_catalog.to_regclass(?)::pg_catalog.oid";

    private static final String WORKER = """
            SELECT coalesce(pg_catalog.current_setting('pg_partman_bgw.dbname', true), '')
            """;

    private static final String HAS_CRON = """
            SELECT coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass('cron.job')::pg_catalog.oid, 'SELECT'), false)
            """;

    private static final String CRON_JOBS = """
            SELECT pg_catalog.format('%s (%s): %s', j.jobid, j.schedule, j.command)
              FROM cron.job j
             WHERE pg_catalog.strpos(pg_catalog.lower(j.command), 'run_maintenance') > 0
             ORDER BY j.jobid
            """;

    private static final String CONFIG = "part_config";

    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final LockPolicy locks;

    PartmanQuery(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** The schema of the extension, or the only one that has such a table. */
    String schema() throws SQLException {
        record Found(String name, boolean extension) {}
        List<Found> found = query(SCHEMAS, row -> new Found(row.getString(1), row.getBoolean(2)));
        if (found.isEmpty()) {
            throw new PartitioningException(
                    "Cannot import from pg_partman",
                    "no schema of this database has a table part_config",
                    "Connect to the database in which pg_partman works");
        }
        if (found.size() > 1 && !found.get(0).extension()) {
            throw new PartitioningException(
                    "Cannot import from pg_partman",
                    "there is a table part_config in the schemas "
                            + String.join(", ", found.stream().map(Found::name).toList()),
                    "Name the schema in importPartman");
        }
        return found.get(0).name();
    }

    List<PartmanRow> rows(String schema) throws SQLException {
        List<PartmanRow> rows = new ArrayList<>();
        String config = QualifiedName.of(schema, CONFIG).sql();
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, locks, () -> {
                        rows.clear();
                        rows.addAll(read(schema));
                    }));
            return rows;
        } catch (LockRetry.Exhausted e) {
            throw PartitioningException.refused(
                    "Cannot read " + config, config, e, "End the session that has it locked, or raise lockTimeout");
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read " + config,
                    config,
                    e,
                    "Name the schema that pg_partman is in, and give the role USAGE on it and SELECT on its tables");
        }
    }

    private List<PartmanRow> read(String schema) throws SQLException {
        Set<String> subPartitioned = new HashSet<>(query(
                "SELECT s.sub_parent FROM "
                        + QualifiedName.of(schema, "part_config_sub").sql() + " s",
                row -> row.getString(1)));
        return query(
                "SELECT c.* FROM " + QualifiedName.of(schema, CONFIG).sql()
                        + " c ORDER BY c.parent_table COLLATE pg_catalog.\"C\"",
                row -> {
                    Map<String, String> columns = columns(row);
                    return new PartmanRow(columns, subPartitioned.contains(columns.get("parent_table")));
                });
    }

    private static Map<String, String> columns(ResultSet row) throws SQLException {
        ResultSetMetaData names = row.getMetaData();
        Map<String, String> columns = new HashMap<>();
        for (int i = 1; i <= names.getColumnCount(); i++) {
            String value = row.getString(i);
            if (value != null) {
                columns.put(names.getColumnName(i), value);
            }
        }
        return columns;
    }

    /** Those of a template; pg_partman gives them to new partitions. */
    long indexes(QualifiedName template) throws SQLException {
        return query(INDEXES, row -> row.getLong(1), template.sql()).get(0);
    }

    /** Databases that pg_partman's background worker looks after; empty where it does not run, or where the role may not know. */
    String workerDatabases() throws SQLException {
        return query(WORKER, row -> row.getString(1)).get(0);
    }

    /** Jobs of pg_cron that run pg_partman's maintenance, as far as the role may see them. */
    List<String> cronJobs() throws SQLException {
        boolean has = query(HAS_CRON, row -> row.getBoolean(1)).get(0);
        return has ? query(CRON_JOBS, row -> row.getString(1)) : List.of();
    }

    private <T> List<T> query(String sql, Mapper<T> mapper, String... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(mapper.map(rows));
                }
            }
            return all;
        }
    }
}
