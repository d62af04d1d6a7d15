package io.github.pgpartition.maintenance;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.ClockInterval;
import io.github.pgpartition.policy.Hold;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a policy fits a table. What is wrong is said before anything is written. */
public final class PolicyCheck {

    private static final Set<String> TIMES = Set.of("timestamp with time zone", "timestamp without time zone", "date");

    private PolicyCheck() {}

    /** The encoding of the key, once everything is found to fit that can be seen without the table's columns. */
    public static KeyEncoding check(PartitionPolicy policy, PartitionedTable table) {
        return check(policy, table, List.of());
    }

    /** The encoding of the key, once everything is found to fit. */
    public static KeyEncoding check(PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        Layout layout = Layout.of(policy, table, columns);
        if (layout.axis() instanceof PartitionKey.Expression part && hasOperatorClass(part.text())) {
            throw wrong(
                    table,
                    "its key " + part.text() + " has an operator class of its own, whose order is not known",
                    "Partition by the column in its usual order");
        }
        KeyEncoding key = KeyEncoding.of(layout.axisType(), policy);
        if (key.holdsTime() == policy.interval().isNumber()) {
            throw wrong(
                    table,
                    "its key is of type " + layout.axisType() + " and the interval is '"
                            + policy.interval().text() + "'",
                    key.holdsTime()
                            ? "Give the interval a unit, such as 1 day"
                            : "Give the interval as a plain number, or say with keyEncoding how the key holds a time, such as epoch_ms");
        }
        if (layout.axisType().equals("date") && policy.interval() instanceof ClockInterval) {
            throw wrong(
                    table,
                    "its key is of type date, whose values an interval of "
                            + policy.interval().text() + " does not cut",
                    "Give the interval in days or longer, such as 1 day");
        }
        policy.holds().forEach((Hold hold) -> hold.range(key));
        policy.startAt().ifPresent(key::parse);
        SubKeyCheck.check(policy, table, columns);
        return key;
    }

    /**
     * The same for a policy that is only being declared. For a key that holds a time, there must not be more partitions to make than a pass
     * makes at once; how far a key that counts has come only a pass sees.
     */
    public static KeyEncoding checkAt(
            Instant instant, PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        KeyEncoding key = check(policy, table, columns);
        long missing = missing(instant, policy, table, columns);
        if (missing > Window.LIMIT) {
            throw wrong(
                    table,
                    missing + " partitions of " + policy.interval().text() + " are missing, and " + Window.LIMIT
                            + " are the most that are made at once",
                    "Set startAt to a later time, the interval to a wider one, or premake lower");
        }
        return key;
    }

    /** How many partitions there are to make for a policy that fits; 0 for tenants and for a key that counts, where only a pass sees it. */
    public static long missing(
            Instant instant, PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        KeyEncoding key = check(policy, table, columns);
        if (!key.holdsTime() || policy.tenantColumn().isPresent()) {
            return 0;
        }
        Scene scene = new Scene(TableState.of(table), policy, key, Present.of(instant), new ArrayList<>());
        return Layout.of(policy, table, columns).lanes(scene).stream()
                .peek(Plausibility::check)
                .mapToLong(Creation::missing)
                .sum();
    }

    /** As the server prints keys: an expression ends with a parenthesis, a collation is announced, and all else is an operator class. */
    private static boolean hasOperatorClass(String part) {
        return !part.endsWith(")") && !part.matches("(?s).*\\) COLLATE [^ ]+|[^ ]+ COLLATE [^ ]+");
    }

    /** Whether the columns of a table are needed to check a policy, or to plan by it. */
    public static boolean needsColumns(PartitionPolicy policy, PartitionedTable table) {
        return policy.subPartitions().isPresent() || needsLowerKey(policy, table);
    }

    /** Whether only the columns tell by which of them the partition of the first tenant is partitioned. */
    public static boolean needsLowerKey(PartitionPolicy policy, PartitionedTable table) {
        return policy.tenantColumn().isPresent()
                && table.strategy() == PartitionStrategy.LIST
                && !TenantAbove.showsItsLowerKey(table);
    }

    /** Whether the interval can cut the values of a type. */
    static boolean fits(PartitionPolicy policy, String type) {
        return policy.keyFormat()
                .map(format -> format.types().contains(type))
                .orElseGet(
                        () -> policy.interval().isNumber() ? KeyEncoding.NUMBERS.contains(type) : TIMES.contains(type));
    }

    static PartitioningException wrong(PartitionedTable table, String why, String next) {
        return new PartitioningException("Cannot manage " + table.name().sql(), why, next);
    }
}
