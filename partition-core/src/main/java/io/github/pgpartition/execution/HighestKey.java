package io.github.pgpartition.execution;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.maintenance.TableState;
import io.github.pgpartition.model.BoundValue;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.RangeBounds;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.KeyPoint;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a key that counts has come to: the highest key below the upper bound of the highest partition. The ranges of partitions are
 * looked at from the top down, some at a time, so that neither their number nor the size of the old ones matters; a stray row beyond all
 * partitions, in DEFAULT, is not the present.
 *
 * <p>Locks: ACCESS SHARE on the table and on the partitions that are looked at. Needs SELECT on the table alone.
 */
final class HighestKey {

    /** Premade partitions are empty: the first look goes some way beyond them. */
    private static final int FIRST = 16;

    private static final int GROWTH = 8;

    private final Connection connection;
    private final LockPolicy locks;

    HighestKey(Connection connection, LockPolicy locks) {
        this.connection = connection;
        this.locks = locks;
    }

    TableState addTo(TableState state, KeyEncoding key) throws SQLException {
        PartitionedTable table = state.table();
        List<RangeBounds> ranges = topDown(table, key);
        int at = 0;
        for (int size = FIRST; at < ranges.size(); size *= GROWTH) {
            int end = Math.min(at + size, ranges.size());
            KeyPoint highest = read(
                    table,
                    sql(
                            table,
                            ranges.get(end - 1).from().get(0),
                            ranges.get(at).to().get(0)));
            if (highest != null) {
                return state.with().highestKey(highest).build();
            }
            at = end;
        }
        return state;
    }

    private static List<RangeBounds> topDown(PartitionedTable table, KeyEncoding key) {
        return table.partitions().stream()
                .filter(p -> p.bounds() instanceof RangeBounds && !p.detachPending())
                .map(p -> (RangeBounds) p.bounds())
                .sorted(comparing((RangeBounds r) -> key.range(r).to()).reversed())
                .toList();
    }

    private static String sql(PartitionedTable table, BoundValue from, BoundValue to) {
        String key = table.key().parts().get(0).sql();
        String limits = Stream.of(limit(key, ">=", from), limit(key, "<", to))
                .flatMap(Optional::stream)
                .collect(joining(" AND "));
        return "SELECT pg_catalog.max(" + key + ") FROM " + table.name().sql()
                + (limits.isEmpty() ? "" : " WHERE " + limits);
    }

    private static Optional<String> limit(String key, String operator, BoundValue bound) {
        return bound instanceof BoundValue.Literal
                ? Optional.of(key + " OPERATOR(pg_catalog." + operator + ") " + bound.sql())
                : Optional.empty();
    }

    private @Nullable KeyPoint read(PartitionedTable table, String sql) throws SQLException {
        var highest = new AtomicReference<@Nullable KeyPoint>();
        try {
            LockRetry.run(
                    locks,
                    attempt -> ShortTransaction.run(connection, () -> {
                        String before = LockTimeout.setForTransaction(connection, locks.setting());
                        highest.set(point(sql));
                        LockTimeout.setForTransaction(connection, before);
                    }));
        } catch (LockRetry.Exhausted e) {
            throw e;
        } catch (SQLException e) {
            throw PartitioningException.refused(
                    "Cannot read the highest key of " + table.name().sql(),
                    sql,
                    e,
                    "Give the role SELECT on the table");
        }
        return highest.get();
    }

    private @Nullable KeyPoint point(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            BigDecimal highest = result.getBigDecimal(1);
            return highest == null ? null : KeyPoint.of(highest);
        }
    }
}
