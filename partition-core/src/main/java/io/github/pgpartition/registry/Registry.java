package io.github.pgpartition.registry;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.PolicyField;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlStatement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Schema {@code pgpartition} in the database: reads and writes what is declared. Runs in the connection's transaction, if it has one. */
public final class Registry {

    private static final String READ = String.format(
            Locale.ROOT,
            """
            SELECT c.oid, n.nspname, c.relname, t.tenants, t.retentions, %s
              FROM pgpartition.managed_table m
              JOIN pg_catalog.pg_class c ON c.oid = m.relation::pg_catalog.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN (
                    SELECT relation, pg_catalog.array_agg(tenant) AS tenants,
                           pg_catalog.array_agg(coalesce(retention, '')) AS retentions
                      FROM pgpartition.managed_tenant
                     GROUP BY relation
              ) t ON t.relation::pg_catalog.oid = m.relation::pg_catalog.oid
             ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"
            """,
            Arrays.stream(PolicyField.values())
                    .map(f -> "m." + f.column() + "::pg_catalog.text")
                    .collect(joining(", ")));

    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM pgpartition.managed_table m
                 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = m.relation::pg_catalog.oid)
                RETURNING m.relation::pg_catalog.oid AS oid
            ), named AS (
                SELECT g.oid,
                       coalesce((SELECT h.table_name FROM pgpartition.history h WHERE h.table_oid = g.oid ORDER BY h.id DESC LIMIT 1),
                                pg_catalog.quote_ident(g.oid::pg_catalog.text)) AS name
                  FROM gone g
            )
            INSERT INTO pgpartition.history
                   (table_oid, table_name, action, outcome, partition, bounds, reason, statements, attempts, lock_wait_ms)
            SELECT n.oid, n.name, 'forget', 'done', n.name, '', 'the table was dropped', '', 1, 0 FROM named n ORDER BY n.name
            RETURNING table_name
            """;

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
            statement.execute(script);
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot manage " + table.sql(), script, e, "Correct it and declare it again");
        }
    }

    public void unmanage(QualifiedName table) {
        run("Cannot unmanage " + table.sql(), RegistrySql.unmanage(table));
    }

    /** Every table that is managed and still there, by name. */
    public List<ManagedTable> managedTables() {
        return managedTables(RegistryVersion.read(connection));
    }

    /** The same where it has just been looked whether the schema is there: a pass should make few round trips. */
    public List<ManagedTable> managedTables(RegistryVersion version) {
        if (!version.installed()) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet result = query.executeQuery()) {
            List<ManagedTable> tables = new ArrayList<>();
            while (result.next()) {
                tables.add(managedTable(result));
            }
            return tables;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read pgpartition.managed_table",
                    READ,
                    e,
                    "Give the role USAGE on schema pgpartition and SELECT on its tables");
        }
    }

    /** Forgets tables that were dropped, with their tenants, and notes it in the history. Returns their names, as far as they are known. */
    public List<QualifiedName> forgetDropped() {
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(FORGET)) {
            List<QualifiedName> forgotten = new ArrayList<>();
            while (names.next()) {
                forgotten.add(QualifiedName.parse(names.getString(1)));
            }
            return forgotten;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot forget tables that were dropped",
                    FORGET,
                    e,
                    "Give the role DELETE on pgpartition.managed_table");
        }
    }

    private static ManagedTable managedTable(ResultSet row) throws SQLException {
        Map<String, String> fields = new HashMap<>();
        for (PolicyField field : PolicyField.values()) {
            String value = row.getString(field.column());
            if (value != null) {
                fields.put(field.fieldName(), value);
            }
        }
        QualifiedName name = QualifiedName.of(row.getString("nspname"), row.getString("relname"));
        return new ManagedTable(row.getLong("oid"), name, fields, tenants(row));
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
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql.text())) {
            result.next();
            return String.valueOf(result.getString(1));
        } catch (SQLException e) {
            throw PartitioningException.refused(what, sql.text(), e, "Correct it and declare it again");
        }
    }
}
