package io.github.pgpartition.execution;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.catalog.KeyComparisons;
import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.LaneRows;
import io.github.pgpartition.maintenance.PlanFacts;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.KeyComparison;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.KeyPoint;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.QualifiedName;
import io.github.pgpartition.sql.SqlLiteral;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a key that counts has come to: the highest key below the upper bound of the highest partition. The ranges of partitions are
 * looked at from the top down, some at a time, so that neither their number nor the size of the old ones matters; a stray row beyond all
 * partitions, in DEFAULT, is not the present. Where DEFAULT is the only partition, there is nothing else to go by.
 *
 * <p>Tables of which row security hides rows from this role are told: their highest key may be read too low.
 *
 * <p>Locks: ACCESS SHARE on the table and on the partitions that are looked at. Needs SELECT on the table alone.
 */
final class HighestKey {

    /** Premade partitions are empty: the first look goes some way beyond them. */
    private static final int FIRST = 16;

    private static final int GROWTH = 8;

    /** In one query. */
    private static final int LANES = 500;

    private final Connection connection;
    private final LockPolicy locks;

    HighestKey(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    /** For a key that counts, of each of its lanes. */
    TableState addTo(TableState state, PartitionPolicy policy) throws SQLException {
        Map<String, KeyPoint> highest = new HashMap<>();
        Set<QualifiedName> hiding = new LinkedHashSet<>();
        List<LaneRows> open = PlanFacts.lanesThatCount(state, policy);
        if (open.isEmpty()) {
            return state;
        }
        Optional<KeyComparison> tenant = tenant(state.table(), open);
        int at = 0;
        for (int size = FIRST; !open.isEmpty(); size *= GROWTH) {
            for (int i = 0; i < open.size(); i += LANES) {
                List<LaneRows> some = open.subList(i, Math.min(i + LANES, open.size()));
                read(state.table(), some, tenant, at, size, highest, hiding);
            }
            int next = at + size;
            open = open.stream()
                    .filter(lane -> !highest.containsKey(lane.lane())
                            && next < lane.topDown().size())
                    .toList();
            at = next;
        }
        return state.with()
                .highestKey(highest.get(""))
                .highestKeys(highest)
                .hidingRows(hiding)
                .build();
    }

    /** How the first part of the key is compared, where it tells tenants apart: with its own operator, and not with anybody's of that name. */
    private Optional<KeyComparison> tenant(PartitionedTable table, List<LaneRows> lanes) {
        return lanes.stream().anyMatch(lane -> lane.tenantColumn() != null)
                ? Optional.of(KeyComparisons.read(connection, table).get(0))
                : Optional.empty();
    }

    private void read(
            PartitionedTable table,
            List<LaneRows> lanes,
            Optional<KeyComparison> tenant,
            int at,
            int size,
            Map<String, KeyPoint> highest,
            Set<QualifiedName> hiding)
            throws SQLException {
        List<LaneRows> filled =
                lanes.stream().filter(lane -> !lane.topDown().isEmpty()).toList();
        if (!filled.isEmpty()) {
            String sql = filled.size() == 1
                    ? sql(filled.get(0), tenant, at, size)
                    : filled.stream()
                            .map(lane -> "(" + sql(lane, tenant, at, size) + ")")
                            .collect(joining(", ", "SELECT ", ""));
            highest.putAll(read(table, filled, sql, hiding));
        }
    }

    private static String sql(LaneRows lane, Optional<KeyComparison> tenant, int at, int size) {
        int end = Math.min(at + size, lane.topDown().size());
        String key = lane.key().sql();
        String conditions = Stream.of(
                        tenant.map(column -> column.compare("=", SqlLiteral.quote(lane.tenant()))),
                        limit(key, ">=", lane.topDown().get(end - 1).from().get(0)),
                        limit(key, "<", lane.topDown().get(at).to().get(0)))
                .flatMap(Optional::stream)
                .collect(joining(" AND "));
        return "SELECT pg_catalog.max(" + key + ") FROM " + lane.table().sql()
                + (conditions.isEmpty() ? "" : " WHERE " + conditions);
    }

    private static Optional<String> limit(String key, String operator, BoundValue bound) {
        return bound instanceof BoundValue.Literal
                ? Optional.of(key + " OPERATOR(pg_catalog." + operator + ") " + bound.sql())
                : Optional.empty();
    }

    private Map<String, KeyPoint> read(
            PartitionedTable table, List<LaneRows> lanes, String sql, Set<QualifiedName> hiding) throws SQLException {
        Map<String, KeyPoint> highest = new HashMap<>();
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, locks, () -> {
                        points(lanes, sql, highest);
                        hiding.addAll(HiddenRows.among(
                                connection,
                                lanes.stream().map(LaneRows::table).distinct().toList()));
                    }));
        } catch (LockRetry.Exhausted e) {
            throw e;
        } catch (SQLException e) {
            throw PartitioningException.refusedOrForbidden(
                    "Cannot read the highest key of " + table.name().sql(),
                    sql,
                    e,
                    "Give the role SELECT on the table");
        }
        return highest;
    }

    private void points(List<LaneRows> lanes, String sql, Map<String, KeyPoint> highest) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            for (int i = 0; i < lanes.size(); i++) {
                BigDecimal key = result.getBigDecimal(i + 1);
                if (key != null) {
                    highest.put(lanes.get(i).lane(), KeyPoint.of(key));
                }
            }
        }
    }
}
