package io.github.pgpartition.maintenance;

import static java.util.stream.Collectors.joining;

import io.github.pgpartition.model.PartitionKey;
import io.github.pgpartition.model.PartitionStrategy;
import io.github.pgpartition.model.PartitionedTable;
import io.github.pgpartition.model.TableColumn;
import io.github.pgpartition.policy.PartitionPolicy;
import io.github.pgpartition.sql.Identifier;
import java.util.List;

/**
 * By which column the partitions of the first tenant are partitioned, while no tenant's shows it: the only one beside the tenant that is
 * of a type fit for the interval and that every primary key and unique constraint of the table has.
 */
final class LowerKey {

    private LowerKey() {}

    static TenantAbove choose(
            Identifier tenant, PartitionPolicy policy, PartitionedTable table, List<TableColumn> columns) {
        List<TableColumn> fit = columns.stream()
                .filter(c -> c.inEveryKey() && !c.name().equals(tenant))
                .filter(c -> PolicyCheck.fits(policy, c.type()))
                .toList();
        if (fit.size() == 1) {
            TableColumn column = fit.get(0);
            return new TenantAbove(
                    PartitionKey.of(PartitionStrategy.RANGE, new PartitionKey.Column(column.name())), column.type());
        }
        String which = fit.isEmpty()
                ? "no column beside it that its keys have is of a type fit for the interval '"
                        + policy.interval().text() + "'"
                : fit.stream().map(c -> c.name().sql()).collect(joining(" and ")) + " are both fit for the interval '"
                        + policy.interval().text() + "'";
        throw PolicyCheck.wrong(
                table,
                "no tenant's partition shows by which column tenants are partitioned, and " + which,
                "Create the partition of one tenant with PARTITION BY RANGE (column): all others follow it");
    }
}
