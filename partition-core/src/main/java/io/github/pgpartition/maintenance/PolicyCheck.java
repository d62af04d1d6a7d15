package io.github.pgpartition.maintenance;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.Hold;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;
import java.time.Instant;

/** Whether a policy fits a table. What is wrong is said before anything is written. */
public final class PolicyCheck {

    private PolicyCheck() {}

    /** The encoding of the key, once everything is found to fit. */
    public static KeyEncoding check(PartitionPolicy policy, PartitionedTable table) {
        if (table.strategy() != PartitionStrategy.RANGE) {
            throw wrong(
                    table, "it is partitioned by " + table.strategy(), "Manage tables that are partitioned by range");
        }
        if (table.keyTypes().size() != 1) {
            throw wrong(
                    table,
                    "its key has " + table.keyTypes().size() + " columns",
                    "Manage tables whose key is one column or expression");
        }
        if (table.key().parts().get(0) instanceof PartitionKey.Expression part && hasOperatorClass(part.text())) {
            throw wrong(
                    table,
                    "its key " + part.text() + " has an operator class of its own, whose order is not known",
                    "Partition by the column in its usual order");
        }
        KeyEncoding key = KeyEncoding.of(table.keyTypes().get(0), policy);
        if (key.holdsTime() == policy.interval().isNumber()) {
            throw wrong(
                    table,
                    "its key is of type " + table.keyTypes().get(0) + " and the interval is '"
                            + policy.interval().text() + "'",
                    key.holdsTime()
                            ? "Give the interval a unit, such as 1 day"
                            : "Give the interval as a plain number, or say with keyEncoding how the key holds a time, such as epoch_ms");
        }
        policy.holds().forEach((Hold hold) -> hold.range(key));
        policy.startAt().ifPresent(key::parse);
        return key;
    }

    /**
     * The same for a policy that is only being declared. For a key that holds a time, there must not be more partitions to make than a pass
     * makes at once; how far a key that counts has come only a pass sees.
     */
    public static KeyEncoding checkAt(Instant instant, PartitionPolicy policy, PartitionedTable table) {
        KeyEncoding key = check(policy, table);
        if (key.holdsTime() && policy.tenantColumn().isEmpty()) {
            Lane lane = Lane.of(table.name(), policy, key, Existing.of(table, key), key.at(instant));
            long missing = Creation.missing(lane);
            if (missing > Window.LIMIT) {
                throw wrong(
                        table,
                        missing + " partitions of " + policy.interval().text() + " are missing, and " + Window.LIMIT
                                + " are the most that are made at once",
                        "Set startAt to a later time, the interval to a wider one, or premake lower");
            }
        }
        return key;
    }

    /** As the server prints keys: an expression ends with a parenthesis, a collation is announced, and all else is an operator class. */
    private static boolean hasOperatorClass(String part) {
        return !part.endsWith(")") && !part.matches("(?s).*\\) COLLATE [^ ]+|[^ ]+ COLLATE [^ ]+");
    }

    private static PartitioningException wrong(PartitionedTable table, String why, String next) {
        return new PartitioningException("Cannot manage " + table.name().sql(), why, next);
    }
}
