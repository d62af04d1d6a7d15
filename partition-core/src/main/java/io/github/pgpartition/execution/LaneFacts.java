package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.ColumnLookup;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.PlanFacts;
import io.github.pgpartition.maintenance.PolicyCheck;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.policy.Tenant;
import io.github.pgpartition.sql.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read beside a table's tree. Nothing at all where its key holds a time, and, where it has tenants, its partitions are each of one
 * and show the key below.
 */
final class LaneFacts {

    private final Connection connection;
    private final LockPolicy locks;

    LaneFacts(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    TableState with(TableState tree, PartitionPolicy policy, List<Tenant> tenants) throws SQLException {
        TableState.Builder known = tree.with().tenants(tenants);
        if (PolicyCheck.needsLowerKey(policy, tree.table())) {
            known.columns(ColumnLookup.of(connection, tree.table().oid()));
        }
        TableState state = known.build();
        List<String> toCompare = PlanFacts.tenantsToCompare(state, policy);
        if (!toCompare.isEmpty()) {
            known.tenantRanks(ranks(state, policy, toCompare));
        }
        return new HighestKey(connection, locks).addTo(known.build(), policy);
    }

    /**
     * Tenants as the server prints them: those of a changelog may be written otherwise. Values that the column does not take are refused.
     */
    List<Tenant> printed(TableState tree, PartitionPolicy policy, List<Tenant> tenants) throws SQLException {
        if (tenants.isEmpty()) {
            return tenants;
        }
        Map<String, String> printed = new HashMap<>();
        String sql =
                "SELECT given, CASE pg_catalog.pg_typeof(v) WHEN 'boolean'::pg_catalog.regtype THEN v::pg_catalog.text"
                        + " ELSE pg_catalog.format('%s', v) END"
                        + from(tree, policy, tenants.stream().map(Tenant::value).toList());
        read("the tenants", tree, sql, "Correct the tenants", row -> printed.put(row.getString(1), row.getString(2)));
        return tenants.stream()
                .map(t -> new Tenant(printed.getOrDefault(t.value(), t.value()), t.retentionOrNull()))
                .toList();
    }

    private Map<String, Integer> ranks(TableState state, PartitionPolicy policy, List<String> tenants)
            throws SQLException {
        String sql = "SELECT given, pg_catalog.dense_rank() OVER (ORDER BY v)" + from(state, policy, tenants);
        Map<String, Integer> ranks = new HashMap<>();
        read(
                "the order of tenants",
                state,
                sql,
                "Check the connection; the next pass tries again",
                row -> ranks.put(row.getString(1), row.getInt(2)));
        return ranks;
    }

    /** Beside a value of the column, literals become what the column holds: its type and its collation count. */
    private static String from(TableState state, PartitionPolicy policy, List<String> tenants) {
        String column = "(NULL::" + state.table().name().sql() + ")."
                + policy.tenantColumn().orElseThrow().sql();
        return " FROM (VALUES (NULL, " + column + "), "
                + tenants.stream()
                        .map(SqlLiteral::quote)
                        .map(t -> "(" + t + ", " + t + ")")
                        .collect(joining(", "))
                + ") AS x(given, v) WHERE given IS NOT NULL";
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /** Like everything that may wait for a lock, under the policy for it. */
    private void read(String what, TableState state, String sql, String next, Row each) throws SQLException {
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, locks, () -> {
                        try (Statement statement = connection.createStatement();
                                ResultSet rows = statement.executeQuery(sql)) {
                            while (rows.next()) {
                                each.take(rows);
                            }
                        }
                    }));
        } catch (LockRetry.Exhausted e) {
            throw e;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read " + what + " of " + state.table().name().sql(), sql, e, next);
        }
    }
}
