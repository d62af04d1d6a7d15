package io.github.pgpartition.flyway;

/**
 * A Java migration that runs in a transaction, as a whole or not at all.
 *
 * <pre>{@code
 * public class V1__events extends PartitionMigration {
 *     protected void migrate() {
 *         partitions().createRangePartitionedTable("events")
 *             .column("id", "bigint NOT NULL")
 *             .column("created_at", "timestamptz NOT NULL")
 *             .partitionKey("created_at")
 *             .execute();
 *         partitions().managePartitions(PartitionPolicy.of("events", "1 day").retention("90 days").build()).execute();
 *     }
 * }
 * }</pre>
 *
 * <p>What takes transactions of its own ({@code online()}, {@code concurrently()}) is refused: see {@link OnlinePartitionMigration}. No
 * statement waits for a lock longer than {@code flyway.partitions.lockTimeout}.
 */
public abstract class PartitionMigration extends JavaPartitionMigration {

    @Override
    public final boolean canExecuteInTransaction() {
        return true;
    }
}
