package io.github.pgpartition.hook;

/**
 * What an application wants to do, or to say, when a pass makes a partition or takes one away. All methods do nothing unless overridden.
 *
 * <p>Called on a thread of its own, by one pass at a time per table, but by passes over several tables, or of several managers, at once:
 * it has to be thread-safe. No lock is held meanwhile, and no transaction is open; the pass keeps one connection of the pool, so a hook
 * that uses the database needs another. It may take as long as the builder's {@code hookTimeout}; then it is interrupted, and reported.
 *
 * <p>What a hook says before a partition is taken away counts: where it throws or takes too long, the partition stays until it agrees at a
 * later pass. Before a create it may veto or postpone; where it throws, the partition is made all the same, since rows without a partition
 * are worse. Each of these is in the report. A partition whose detach was interrupted is detached in the end without being asked for again.
 */
public interface PartitionHook {

    /** Before a partition, or a partition with all that is below it, is made. */
    default HookDecision beforeCreate(PartitionEvent event) throws Exception {
        return HookDecision.proceed();
    }

    /** It is there, and takes rows. */
    default void afterCreate(PartitionEvent event) throws Exception {}

    /** Before retention takes a partition out of its table, to keep, to drop or to archive it then. */
    default HookDecision beforeDetach(PartitionEvent event) throws Exception {
        return HookDecision.proceed();
    }

    /**
     * It is a table by itself; its rows are not seen through the partitioned table any more. Called once: where it throws, this pass does
     * not drop the table, the next one does, unless {@link #beforeDrop} says otherwise.
     */
    default void afterDetach(PartitionEvent event) throws Exception {}

    /** Before a table that was a partition is dropped: the last moment to save its rows, which nobody else uses now. */
    default HookDecision beforeDrop(PartitionEvent event) throws Exception {
        return HookDecision.proceed();
    }

    default void afterDrop(PartitionEvent event) throws Exception {}
}
