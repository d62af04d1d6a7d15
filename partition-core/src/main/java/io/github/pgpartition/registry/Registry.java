package io.github.pgpartition.registry;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Schema {@code pgpartition} in the database: reads and writes what is declared. Runs in the connection's transaction, if it has one. */
public final class Registry {

    private static final String READ = String.format(
            Locale.ROOT,
            """
            SELECT f.table_oid, f.schema_name, f.table_name, t.tenants, t.retentions, %s
              FROM pgpartition.found f
              JOIN pgpartition.managed_table m ON m.relation = f.relation AND m.seen_in = f.seen_in
              LEFT JOIN (
                    SELECT relation, seen_in, pg_catalog.array_agg(tenant) AS tenants,
                           pg_catalog.array_agg(coalesce(retention, '')) AS retentions
                      FROM pgpartition.managed_tenant
                     GROUP BY relation, seen_in
              ) t ON t.relation = m.relation AND t.seen_in = m.seen_in
             WHERE f.table_oid IS NOT NULL
             ORDER BY f.schema_name COLLATE pg_catalog."C", f.table_name COLLATE pg_catalog."C"
            """,
            Arrays.stream(PolicyField.values())
                    .map(f -> "m." + f.column() + "::pg_catalog.text")
                    .collect(joining(", ")));

    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM pgpartition.managed_table m
                 USING pgpartition.found f
                 WHERE f.relation = m.relation AND f.seen_in = m.seen_in AND f.is_dropped
                RETURNING m.relation, f.schema_name, f.table_name
            ), noted AS (
                INSERT INTO pgpartition.history
                       (table_oid, table_name, action, outcome, partition, bounds, reason, statements, attempts, lock_wait_ms)
                SELECT g.relation, n.name, 'forget', 'done', n.name, '', 'the table was dropped', '', 1, 0
                  FROM gone g
                 CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I', g.schema_name, g.table_name)) AS n(name)
                 ORDER BY n.name
            )
            SELECT g.relation, g.schema_name, g.table_name FROM gone g ORDER BY 2, 3, 1
            """;

    private static final String BOUND =
            "SELECT pg_catalog.set_config('lock_timeout', '" + RegistryQuery.PATIENCE + "', true); ";

    /** A column, table or function is not there. */
    private static final Set<String> UNDEFINED = Set.of("42703", "42P01", "42883");

    private static final String REFRESH = "SELECT pgpartition.refresh()";

    private final Connection connection;

    public Registry(Connection connection) {
        this.connection = connection;
    }

    public boolean isInstalled() {
        return RegistryVersion.read(connection).installed();
    }

    public void manage(PartitionPolicy policy) {
        manage(policy, List.of());
    }

    /** With tenants that have the table's retention: all of it or nothing. */
    public void manage(PartitionPolicy policy, List<String> tenants) {
        QualifiedName table = policy.table();
        String script = Stream.concat(
                        Stream.of(RegistrySql.manage(policy)),
                        tenants.stream().map(tenant -> RegistrySql.addTenant(table, tenant, null)))
                .map(SqlStatement::text)
                .collect(joining(";\n"));
        try (Statement statement = connection.createStatement()) {
            statement.execute(bounded(script));
        } catch (SQLException e) {
            throw PartitioningException.refused("Cannot manage " + table.sql(), script, e, next(e));
        }
    }

    public void unmanage(QualifiedName table) {
        run("Cannot unmanage " + table.sql(), RegistrySql.unmanage(table));
    }

    /** Every table that is managed and still there, by name. */
    public List<ManagedTable> managedTables() {
        try {
            return isInstalled() ? read(RegistryQuery.PATIENCE) : List.of();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * The same where the schema is there, in one round trip.
     *
     * @param lockTimeout how long to wait for somebody who has locked the registry, as PostgreSQL writes it
     */
    public List<ManagedTable> read(String lockTimeout) throws SQLException {
        return RegistryQuery.run(connection, lockTimeout, READ, rows -> {
            List<ManagedTable> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(managedTable(rows));
            }
            return tables;
        });
    }

    /** Why {@link #read} failed. */
    public static PartitioningException unreadable(SQLException e) {
        boolean earlier = UNDEFINED.contains(String.valueOf(e.getSQLState()));
        String what = "Cannot read pgpartition.managed_table";
        return earlier
                ? PartitioningException.refused(
                        what,
                        READ,
                        e,
                        "The schema is of an earlier version: let the role that installed it call PartitionManager.install() once")
                : PartitioningException.refusedOrForbidden(
                        what, READ, e, "Give the role USAGE on schema pgpartition and SELECT on its tables");
    }

    /** Writes down by what the table of a policy is found that was renamed, or restored into this database. */
    public void refresh() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(REFRESH);
        }
    }

    /** Forgets tables that were dropped, with their tenants, and notes it in the history. Returns the names that they had. */
    public List<QualifiedName> forgetDropped() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(FORGET)) {
            List<QualifiedName> forgotten = new ArrayList<>();
            while (names.next()) {
                forgotten.add(name(names.getString(2), names.getString(3), names.getString(1)));
            }
            return forgotten;
        }
    }

    /** What somebody wrote into a row by hand may be no name at all. */
    public static QualifiedName name(String schema, String name, String otherwise) {
        return schema.isEmpty() || name.isEmpty() ? QualifiedName.of(otherwise) : QualifiedName.of(schema, name);
    }

    private static ManagedTable managedTable(ResultSet row) throws SQLException {
        Map<String, String> fields = new HashMap<>();
        for (PolicyField field : PolicyField.values()) {
            String value = row.getString(field.column());
            if (value != null) {
                fields.put(field.fieldName(), value);
            }
        }
        QualifiedName name = QualifiedName.of(row.getString("schema_name"), row.getString("table_name"));
        return new ManagedTable(row.getLong("table_oid"), name, fields, tenants(row));
    }

    private static Map<String, String> tenants(ResultSet row) throws SQLException {
        Array tenants = row.getArray("tenants");
        if (tenants == null) {
            return Map.of();
        }
        String[] values = (String[]) tenants.getArray();
        String[] retentions = (String[]) row.getArray("retentions").getArray();
        Map<String, String> byTenant = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            byTenant.put(values[i], retentions[i]);
        }
        return byTenant;
    }

    /**
     * Registers a tenant, or gives it another retention.
     *
     * @param retention in place of the table's; null for the table's
     * @return the tenant as its column's type prints it
     */
    public String addTenant(QualifiedName table, String tenant, @Nullable String retention) {
        return run(
                "Cannot add tenant '" + tenant + "' to " + table.sql(),
                RegistrySql.addTenant(table, tenant, retention));
    }

    /** Whether it was registered. */
    public boolean removeTenant(QualifiedName table, String tenant) {
        return "t"
                .equals(run(
                        "Cannot remove tenant '" + tenant + "' of " + table.sql(),
                        RegistrySql.removeTenant(table, tenant)));
    }

    /** What the function says. */
    private String run(String what, SqlStatement sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(bounded(sql.text()));
            if (connection.getAutoCommit()) {
                statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return String.valueOf(result.getString(1));
            }
        } catch (SQLException e) {
            throw PartitioningException.refused(what, sql.text(), e, next(e));
        }
    }

    /** In somebody's transaction its own setting counts. */
    private String bounded(String sql) throws SQLException {
        return connection.getAutoCommit() ? BOUND + sql : sql;
    }

    private static String next(SQLException e) {
        return "55P03".equals(e.getSQLState())
                ? "Somebody has locked a table of schema pgpartition, and pg_locks says who; run it again when that has ended"
                : "Correct it and declare it again";
    }
}
