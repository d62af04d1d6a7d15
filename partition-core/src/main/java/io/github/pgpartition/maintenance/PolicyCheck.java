package io.github.pgpartition.maintenance;

import io.github.pgpartition.error.PartitioningException;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.policy.Hold;
import io.github.pgpartition.policy.KeyEncoding;
import io.github.pgpartition.policy.PartitionPolicy;

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
        KeyEncoding key = KeyEncoding.of(table.keyTypes().get(0), policy.timeZone());
        if (key.holdsTime() == policy.interval().isNumber()) {
            throw wrong(
                    table,
                    "its key is of type " + table.keyTypes().get(0) + " and the interval is '"
                            + policy.interval().text() + "'",
                    key.holdsTime()
                            ? "Give the interval a unit, such as 1 day"
                            : "Give the interval as a plain number");
        }
        policy.holds().forEach((Hold hold) -> hold.range(key));
        policy.startAt().ifPresent(key::parse);
        return key;
    }

    private static PartitioningException wrong(PartitionedTable table, String why, String next) {
        return new PartitioningException("Cannot manage " + table.name().sql(), why, next);
    }
}
